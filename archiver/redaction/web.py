"""E-mail addresses, also typed "at" and "dot", and handles."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archiver.model.redaction import Kind
from archiver.model.rules import RulePack
from archiver.redaction import values
from archiver.redaction.keep import Public
from archiver.redaction.people import KnownName, is_whole_name
from archiver.redaction.spans import Mask, Span
from archiver.redaction.spelt import spelt
from archiver.redaction.view import View

_ADDRESS = r"[a-z0-9][a-z0-9._%+'-]{0,63} ?@ ?[a-z0-9](?:[a-z0-9-]{0,62})(?: ?[.,] ?[a-z0-9-]{2,63}(?![a-z0-9-])){0,4}"
_EMAIL, _EMAIL_TWICE = re.compile(_ADDRESS), re.compile(_ADDRESS.replace("@", "@{1,3}"))
_TIGHT = re.compile(r"[a-z0-9][a-z0-9._%+'-]{0,63}@{1,3}[a-z0-9][a-z0-9-]{0,62}(?:[.,][a-z0-9-]{2,63}){0,4}")
_ON_PLATFORM = re.compile(  # a name with a figure, dot or line in it: "its jo_example on instagram"
    r"(?<![a-z0-9_.@/])(?=[a-z_.]*[0-9_.])([a-z_][a-z0-9_.]{3,29}) on (?:my )?"
    r"(?:instagram|insta|ig|snapchat|snap|tik ?tok|fb|facebook|discord|telegram|twitter|messenger|threads|skype)(?![a-z])"
)
_HANDLE = re.compile(r"(?<![a-z0-9._%+@/-])@ ?([a-z0-9_](?:[a-z0-9_.-]{0,38}[a-z0-9_])?)(?![a-z0-9]*@)")
_TOP = re.compile(
    r"[.,] ?(?:co?m?[.,]? ?(?:nz|au|uk)?|nz|net|org|ac|govt|school|geek|kiwi|iwi|maori|gen|au|uk|io|me|ws|to|fj)(?![a-z])"
)
_SAID_TOP = re.compile(r"(?: ?[(\[]?dot[)\]]? ?(?:com|co|nz|net|org|ac|govt|school|au|uk)(?![a-z])){1,3}")
_INITIAL_AFTER = re.compile(r"(?:^|[.,:;!?\n(] ?|(?:is|its|it's|email|e-mail) )([a-z0-9'-]{2,20} )$")
_WORD = r"(?!(?:me|at|on|us|you|is|my|the|to|for|and|a|its|it|im|i|we|yes|ok|yeah|look|e?mail|imera) )[a-z0-9'-]{1,20} "
_LOCAL_BEFORE = re.compile(
    r"(?<![a-z])(?:e ?-?mail(?: add?ress)?|imera|gmail|hotmail)(?![a-z])(?: me| us)?(?: is| was| its| it's|'s| to| as)? ?[:=-]? ?"
    rf"((?:{_WORD}){{1,4}})$|^((?:{_WORD}){{1,2}})$"
    r"|(?<![a-z0-9])([a-z0-9'-]{1,20}(?: [a-z])?(?: (?:dot|underscore|dash|hyphen) [a-z0-9'-]{1,20}){1,3} )$"
)
_SAID = re.compile(r" dot | underscore | dash | hyphen |[a-z0-9] \. ?[a-z]")
_SITE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|nz|org|net|au)")

_SITE_END = re.compile(r"\.(?:com|co|govt|org|net|ac|school|nz|au|uk|html?|pdf|jpe?g|png|docx?|xlsx?|heic|mp4)(?:\.|$)")
_REDDIT = re.compile(r"(?<![a-z0-9/])u/([a-z0-9_-]{3,20})(?![a-z0-9/])")
_DOTTED = re.compile(r"(?<![a-z0-9@/._-])[a-z][a-z0-9_]{1,20}(?:\.[a-z0-9_]{2,20}){1,3}(?![a-z0-9@/]|\.[a-z])")
_NAMED_SIGN = re.compile(r"[a-z][.#-][a-z0-9]")
_MADE = re.compile(r"(?<![a-z0-9@/._#-])[a-z][a-z0-9]{1,20}(?:[.#-][a-z0-9]{1,20}){1,4}(?![a-z0-9@/#]|[.-][a-z0-9])")
_OF_PICTURES = re.compile(r"(?:tik ?tok|insta|instagram|ig|snap|snapchat)[ :,]{1,2}[^ ]+$")
_NZ_ALONE = re.compile(r"[a-z0-9_]+(?:\.(?!co\b|govt\b|org\b|net\b|ac\b|school\b)[a-z0-9_]+)*\.nz")
_UNDERSCORED = re.compile(
    r"(?<![a-z0-9_.@/#=&?-])(?=[a-z0-9.]*_)(?=[0-9._]*[a-z][a-z0-9._]*[a-z])[a-z0-9][a-z0-9._]{2,38}[a-z0-9_](?:#[0-9]{4})?(?![a-z0-9@/]|\.[a-z])"
)
NO_NAMES: Mapping[str, KnownName] = {}


class Web:
    """Finds e-mail addresses and handles by the word lists of a pack."""

    def __init__(self, pack: RulePack, public: Public) -> None:
        self._public = public
        self._providers = frozenset(pack.words("mail_providers"))
        self._stop = frozenset(pack.words("mail_stop_words"))
        providers = "|".join(sorted(map(re.escape, self._providers), key=len, reverse=True)) or "(?!)"
        domains = "|".join(
            sorted(
                (re.escape(d).replace(r"\.", r" ?(?:\.|,|\(dot\)|\[dot\]|dot) ?") for d in pack.words("top_domains")),
                key=len,
                reverse=True,
            )
        )
        at = r"(?: ?[(\[{<] ?(?:at|a|@) ?[)\]}>] ?| at | a@t | @ )"
        dot = r"(?: ?[(\[{<] ?(?:dot|\.) ?[)\]}>] ?| dot | ?\. ?| ?, ?)"
        self._spoken = re.compile(
            rf"(?<![a-z0-9])(?P<local>[a-z0-9][a-z0-9_+'-]{{0,40}}(?:(?:\.| dot | underscore | dash | hyphen | ?\(dot\) ?| ?\[dot\] ?)[a-z0-9_+'-]{{1,40}}){{0,4}})(?P<at>{at})"  # noqa: E501 - one pattern
            rf"(?P<host>[a-z0-9][a-z0-9-]{{1,40}}(?:(?: ?\. ?| dot )[a-z0-9-]{{2,30}}){{0,3}}?)(?P<dot>{dot})(?P<top>{domains})(?![a-z0-9])"  # noqa: E501 - one pattern
        )
        self._provider = re.compile(
            rf"(?<![a-z0-9])(?P<local>[a-z0-9][a-z0-9_.+-]{{2,40}})(?P<at>{at})(?P<host>{providers})(?![a-z0-9])"
        )
        tops = "|".join(sorted({re.escape(re.split(r"[^a-z]", d)[0]) for d in pack.words("top_domains")}, key=len))
        self._alone = re.compile(rf"\s*((?:at |@ ?)?(?:{providers})(?:(?: ?\.| dot) ?(?:{domains}))?)\W*")
        # Quick questions before the dear ones: does a domain's end follow a dot, a provider an "at"?
        self._may_end = re.compile(rf"(?:dot|[.,)\]}}>]) ?(?:{tops})(?:[^a-z0-9]|dot|$)")
        self._may_name = re.compile(rf"(?:[)\]}}>] ?|(?:at|@t|@) )(?:{providers})(?![a-z0-9])")
        cues = "|".join(sorted(map(re.escape, pack.words("handle_cues")), key=len, reverse=True)) or "(?!)"
        self._cued = re.compile(
            rf"(?<![a-z0-9.@/])(?:{cues})(?: (?:name|handle|user|username|account|acc|profile|tag))?(?P<link>(?:(?: is|'s| as| under)(?![a-z0-9])|:| -| =| @|=|,)? ?:? ?@? ?| (?:me )?(?:at|on) )"  # noqa: E501 - one pattern
            r"(?P<handle>[a-z0-9_](?:[a-z0-9_.-]{0,38}[a-z0-9_])(?:#[0-9]{4})?)(?![a-z0-9])"
        )
        self._further = re.compile(
            rf"(?<![a-z0-9.@/])(?:{cues})(?:,? (?!at |is )[a-z']{{1,12}}){{0,6}}[ :,]{{1,2}}"
            r"(?P<handle>(?=[a-z0-9_]*[a-z])[a-z0-9_]{2,20}(?:\.[a-z0-9_]{1,20}){1,3}"
            r"|(?<=(?: am| im|i'm| is|its|t's| as|der) )[a-z]{4,20}[0-9]{1,4})(?![a-z0-9@]|\.[a-z])"
        )
        self._words = (
            frozenset(pack.words("english")) | frozenset(pack.words("common")) | frozenset(pack.words("ordinary"))
        )
        self._cue_words = frozenset(word for cue in pack.words("handle_cues") for word in cue.split())
        self.handle_words = self._cue_words

    def provider_alone(self, low: str) -> tuple[int, int] | None:
        """Where a mail provider stands in a text that holds nothing else: "at gmail", "gmail.com"."""
        found = self._alone.fullmatch(low) if len(low) < 40 else None
        return found.span(1) if found else None

    def emails(self, view: View, mask: Mask) -> None:
        """Take e-mail addresses in every typing; public ones are kept."""
        low = view.low
        if "@" not in low and self._may_end.search(low) is None and self._may_name.search(low) is None:
            return
        said = _SAID.search(low) is not None
        if said:  # first, for "jo underscore b @ hotmail dot co dot nz" holds what looks like an address by itself
            self._said(view, mask)
        if "@" in low:
            self._signed(view, mask)
        if not said:
            self._said(view, mask)

    def _signed(self, view: View, mask: Mask) -> None:
        low = view.low
        for start, end in spelt(low):
            self._take(view, mask, start, end, "email.spelt", 0.95)
        for match in (_EMAIL_TWICE if "@@" in low else _EMAIL).finditer(low):
            text = match.group()
            loose = " " in text
            start, end = match.span()
            if loose:
                local, domain = (side.strip("@ ") for side in text.split("@", 1))
                top = _TOP.search(domain)
                tight = _TIGHT.search(text)
                if tight is not None:
                    whole = re.search(r"@.*[.,]", tight.group()) is not None
                    end = self._trimmed(low, start, end) if top and not whole else start + tight.end()
                    start += tight.start()
                elif local in self._stop or not (top or re.split(r"[.,]", domain)[0].strip() in self._providers):
                    continue
                elif top:
                    end = self._trimmed(low, start, end)
            while low[end - 1] in ".,'-":
                end -= 1
            said = _SAID_TOP.match(low, end) if "." not in low[low.index("@", start) : end] else None
            self._take(view, mask, start, said.end() if said else end, "email.address", 0.99)

    def _said(self, view: View, mask: Mask) -> None:
        low = view.low
        for sieve, pattern in ((self._may_end, self._spoken), (self._may_name, self._provider)):
            if sieve.search(low) is None:
                continue
            for match in pattern.finditer(low):
                start, end = match.span()
                words = re.split(r"[ .]", match["local"])
                plain_at = match["at"].strip() == "at"
                host_known = match["host"] in self._providers and match["host"] not in {"live", "me", "example"}
                dotted = pattern is self._spoken and match["dot"].strip() == "dot"
                if plain_at:
                    if words[-1] in self._stop and len(words) == 1:
                        continue
                    if not (host_known or dotted or re.search(r"[0-9._+-]| dot | underscore ", match["local"])):
                        continue
                    if (
                        pattern is self._provider
                        and not re.search(r"[0-9._+]", match["local"])
                        and match["local"] in self._stop
                    ):
                        continue
                    if not host_known and not dotted and re.fullmatch(r"[0-9]+", match["local"]):
                        continue
                if plain_at and (before := _LOCAL_BEFORE.search(low[:start], max(0, start - 80))):
                    start = before.start(before.lastindex or 0)  # "my email is jo example ninety at ..."
                elif plain_at and len(words[0]) == 1 and (one := _INITIAL_AFTER.search(low, max(0, start - 24), start)):
                    start = one.start(1)  # "jo e dot example at ..."
                self._take(view, mask, start, end, "email.spoken", 0.93)

    @staticmethod
    def _trimmed(low: str, start: int, end: int) -> int:
        """A loose match may run into the next word ("a @ b.com thanks"): end it after the last known top domain."""
        text = low[start:end]
        last = None
        for found in re.finditer(
            r"[.,] ?(?:co ?[.,] ?nz|com ?[.,] ?au|co ?[.,] ?uk|com|net ?[.,] ?nz|org ?[.,] ?nz|ac ?[.,] ?nz|govt ?[.,] ?nz|nz|net|org|au|uk|io|me|ws|to|fj)(?![a-z])",  # noqa: E501 - one pattern
            text,
        ):
            last = found.end()
        return start + last if last else end

    def _take(self, view: View, mask: Mask, start: int, end: int, rule: str, confidence: float) -> None:
        value = values.email(view.low[start:end])
        if self._public.has_email(value):
            mask.keep(start, end)
            return
        mask.take(Span(start, end, Kind.EMAIL, rule, value, confidence, "an e-mail address"))

    def handles(
        self, view: View, mask: Mask, words: frozenset[str] | set[str], names: Mapping[str, KnownName] = NO_NAMES
    ) -> None:
        """Take handles: after an @, or after the name of a platform. Whole names after an @ are left to `mentioned`."""
        low = view.low
        if "@" in low:
            for match in _HANDLE.finditer(low):
                value = match[1]
                if (
                    " " in match.group()
                    or value.replace(".", "").isdigit()
                    or re.fullmatch(r"[0-9.]+(?:am|pm|%|k)?", value)
                    or (names and is_whole_name(low, match.start(1), names))
                ):
                    continue
                if self._public.has_handle(value):
                    mask.keep(match.start(), match.end())
                    continue
                mask.take(
                    Span(
                        match.start(),
                        match.end(),
                        Kind.HANDLE,
                        "handle.mention",
                        re.sub(r"[^a-z0-9]", "", value),
                        0.95,
                        "a handle",
                    )
                )
        if names and _NAMED_SIGN.search(low):
            self._of_names(low, mask, names)
        if " u/" in low or low.startswith("u/"):
            for match in _REDDIT.finditer(low):
                value = re.sub(r"[^a-z0-9]", "", match[1])
                mask.take(Span(*match.span(1), Kind.HANDLE, "handle.form", value, 0.8, "the form of a handle"))
        if "_" in low:
            self._underscored(view, mask)
        if not self._cue_words.isdisjoint(words):
            for match in _ON_PLATFORM.finditer(low):
                if not self._public.has_handle(match[1]):
                    value = re.sub(r"[^a-z0-9]", "", match[1])
                    place = match.span(1)
                    mask.take(
                        Span(*place, Kind.HANDLE, "handle.platform", value, 0.9, "a handle named before a platform")
                    )
            self._further_off(low, mask)
            self._dotted(low, mask)
            for match in self._cued.finditer(low):
                value, link = match["handle"], match["link"]
                marked = bool(re.search(r"[0-9_.]", value))
                pointed = any(sign in link for sign in (":", "=", "@")) or (
                    link.strip() in {"is", "'s", "as", "under"} and marked
                )
                if value in {"http", "https", "www"}:
                    continue
                told = link.strip() in {"is", "'s", "as", "under"} and len(value) > 4 and value not in self._words
                if not (marked or pointed or told) or value.isdigit() or value in self._stop:
                    continue
                if re.fullmatch(r"[0-9]+[a-z%]{0,4}", value) or "www" in value or _SITE.fullmatch(value):
                    continue
                if self._public.has_handle(value):
                    mask.keep(match.start("handle"), match.end("handle"))
                    continue
                mask.take(
                    Span(
                        match.start("handle"),
                        match.end("handle"),
                        Kind.HANDLE,
                        "handle.cued",
                        re.sub(r"[^a-z0-9]", "", value),
                        0.9,
                        "a handle named beside a platform",
                    )
                )

    def _underscored(self, view: View, mask: Mask) -> None:
        """Take words that are written with a line between their parts: hardly anything else in talk is."""
        for match in _UNDERSCORED.finditer(view.low):
            if _SITE_END.search(match.group()):
                continue
            if not self._public.has_handle(match.group()) and not view.text[match.start() : match.end()].isupper():
                value = re.sub(r"[^a-z0-9]", "", match.group())
                mask.take(Span(*match.span(), Kind.HANDLE, "handle.form", value, 0.7, "the form of a handle"))

    def _further_off(self, low: str, mask: Mask) -> None:
        """Take handles with a few words between them and their platform: "my insta instead jo.example"."""
        for match in self._further.finditer(low):
            value, end = match["handle"], match.end("handle")
            if self._public.has_handle(value) or sum(map(str.isalpha, value)) < 4:
                continue
            if _SITE_END.search(value) and not (_OF_PICTURES.match(match.group()) and _NZ_ALONE.fullmatch(value)):
                continue
            mask.take(
                Span(
                    match.start("handle"),
                    end,
                    Kind.HANDLE,
                    "handle.further",
                    re.sub(r"[^a-z0-9]", "", value),
                    0.75,
                    "the form of a handle in a text that speaks of a platform",
                )
            )

    def _dotted(self, low: str, mask: Mask) -> None:
        """In a text that speaks of a platform, words with a dot inside are handles: "im jo.moonchild"."""
        for match in _DOTTED.finditer(low):
            value = match.group()
            parts = value.split(".")
            if _SITE_END.search(value) or self._public.has_handle(value) or len(value) < 6:
                continue
            if any(len(part) > 2 and part not in self._words and not part.isdigit() for part in parts):
                self._take_handle(mask, match.start(), match.end(), value)

    @staticmethod
    def may_be_made_of_names(low: str) -> bool:
        """Whether a text has a sign inside a word as handles have: a cheap question before the dear one."""
        return _NAMED_SIGN.search(low) is not None

    def _of_names(self, low: str, mask: Mask, names: Mapping[str, KnownName]) -> None:
        """Take what is made of a participant's name with signs and figures: "otis.example.3", "jo-example-685", "jo#0442"."""
        for match in _MADE.finditer(low):
            value = match.group()
            parts = re.split(r"[.#_-]", value)
            made = any(sign in value for sign in ".#_") or parts[-1].isdigit()
            if made and not _SITE_END.search(value) and any(part in names for part in parts):
                self._take_handle(mask, match.start(), match.end(), value)

    @staticmethod
    def _take_handle(mask: Mask, start: int, end: int, value: str) -> None:
        form = re.sub(r"[^a-z0-9]", "", value)
        mask.take(Span(start, end, Kind.HANDLE, "handle.form", form, 0.7, "the form of a handle"))
