"""E-mail addresses, also typed with "at" and "dot"."""

from __future__ import annotations

import re

from archiver.model.redaction import Kind
from archiver.model.rules import RulePack
from archiver.redaction import values
from archiver.redaction.keep import Public
from archiver.redaction.spans import Mask, Span
from archiver.redaction.spelt import spelt
from archiver.redaction.view import View

_ADDRESS = (
    r"[a-z0-9][a-z0-9._%+'-]{0,63}[ \n]?@ ?[a-z0-9](?:[a-z0-9-]{0,62})(?: ?[.,] ?[a-z0-9-]{2,63}(?![a-z0-9-])){0,4}"
)
_EMAIL, _EMAIL_TWICE = re.compile(_ADDRESS), re.compile(_ADDRESS.replace("@", "@{1,3}"))
_TIGHT = re.compile(r"[a-z0-9][a-z0-9._%+'-]{0,63}@{1,3}[a-z0-9][a-z0-9-]{0,62}(?:[.,][a-z0-9-]{2,63}){0,4}")
_GOES_ON = re.compile(r"[._][a-z0-9]")
_TOP = re.compile(
    r"[.,] ?(?:co?m?[.,]? ?(?:nz|au|uk)?|nz|net|org|ac|govt|school|geek|kiwi|iwi|maori|gen|au|uk|io|me|ws|to|fj)(?![a-z])"
)
_SAID_TOP = re.compile(
    r"(?: ?[(\[]?dot[)\]]? ?(?:com|co|nz|net|org|ac|govt|school|au|uk|io|me|ws|to|fj)(?![a-z])){1,3}"
)
# Words for signs before an address: "najib dot example@gmail.com".
_SIGNS_BEFORE = re.compile(r"(?<![a-z0-9])(?:[a-z0-9'-]{1,20} (?:dot|underscore|dash|hyphen) ){1,4}$")
_MADE_UP = re.compile(r"[0-9._+-]")
_INITIAL_AFTER = re.compile(r"(?:^|[.,:;!?\n(] ?|(?:is|its|it's|email|e-mail) )([a-z0-9'-]{2,20} )$")
_WORD = (
    r"(?!(?:me|at|on|us|you|is|my|the|to|for|and|a|its|it|im|i|we|yes|ok|yeah|look"
    r"|or|again|mine|did|get|e?mail|eamil|emial|emali|contact|imera) )[a-z0-9'-]{1,20} "
)
_LOCAL_BEFORE = re.compile(
    r"(?<![a-z])(?:e ?-?mail(?: add?ress)?|imera|gmail|hotmail)(?![a-z])(?: me| us)?(?: is| was| its| it's|'s| to| as)? ?[:=-]? ?"
    rf"((?:{_WORD}){{1,4}})$|^((?:{_WORD}){{1,2}})$"
    r"|(?<![a-z0-9])([a-z0-9'-]{1,20}(?: [a-z])?(?: (?:dot|underscore|dash|hyphen) [a-z0-9'-]{1,20}){1,3} )$"
)
_SAID = re.compile(r" dot | underscore | dash | hyphen |[a-z0-9] \. ?[a-z]")
_BRACKETED = re.compile(
    r"(?<![a-z0-9._+-])[a-z0-9._+-]{1,40}(?: ?[(\[{]dot[)\]}] ?[a-z0-9_+-]{1,30}){0,3} ?[(\[{](?:at|@)[)\]}] ?[a-z0-9-]{2,40}"
    r"(?: ?(?:[(\[{]dot[)\]}]|\.) ?[a-z0-9-]{2,20}){1,3}"
)
_IN_BRACKETS = re.compile(r"[(\[{](?:at|@)[)\]}]")


class Mail:
    """Finds e-mail addresses by the word lists of a pack."""

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
            r"(?! ?(?:\.|dot|\(dot\)|\[dot\]) ?(?:nz|com|org|net|school|co|ac|govt|au|uk)(?![a-z]))"
        )
        self._provider = re.compile(
            rf"(?<![a-z0-9])(?P<local>[a-z0-9][a-z0-9_.+-]{{2,40}})(?P<at>{at})(?P<host>{providers})(?![a-z0-9])"
        )
        tops = "|".join(sorted({re.escape(re.split(r"[^a-z]", d)[0]) for d in pack.words("top_domains")}, key=len))
        self._alone = re.compile(rf"\s*((?:at |@ ?)?(?:{providers})(?:(?: ?\.| dot) ?(?:{domains}))?)\W*")
        # Quick questions before the dear ones: does a domain's end follow a dot, a provider an "at"?
        self._may_end = re.compile(rf"(?:dot|[.,)\]}}>]) ?(?:{tops})(?:[^a-z0-9]|dot|$)")
        self._may_name = re.compile(rf"(?:[)\]}}>] ?|(?:at|@t|@) )(?:{providers})(?![a-z0-9])")

    def provider_alone(self, low: str) -> tuple[int, int] | None:
        """Where a mail provider stands in a text that holds nothing else: "at gmail", "gmail.com"."""
        found = self._alone.fullmatch(low) if len(low) < 40 else None
        return found.span(1) if found else None

    def take(self, view: View, mask: Mask) -> None:
        """Take e-mail addresses in every typing; public ones are kept."""
        low = view.low
        if (
            "@" not in low
            and "at)" not in low
            and "at]" not in low
            and self._may_end.search(low) is None
            and self._may_name.search(low) is None
        ):
            return
        for match in _BRACKETED.finditer(low) if _IN_BRACKETS.search(low) else ():
            self._take(view, mask, *match.span(), "email.spoken", 0.95)
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
            if "\n" in text and not self._goes_on(low, text):
                continue
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
            at = low.find("@", start, end)
            if low[at - 1] == " " and low[at + 1] != " " and _GOES_ON.match(low, end):
                continue  # "user @the.nz.example": a handle
            while low[end - 1] in ".,'-":
                end -= 1
            if " dot " in low or "underscore " in low or "dash " in low or "hyphen " in low:
                signs = _SIGNS_BEFORE.search(low, max(0, start - 90), start)
                start = signs.start() if signs else start
            said = _SAID_TOP.match(low, end) if "." not in low[low.index("@", start) : end] else None
            self._take(view, mask, start, said.end() if said else end, "email.address", 0.99)

    def _goes_on(self, low: str, text: str) -> bool:
        """Whether an address goes on with its @ on the next line: a handle may stand there, too. "jo.example\\n@gmail.com"."""
        local, domain = text.split("@", 1)
        top = _TOP.search(domain)
        return top is not None and (
            re.split(r"[.,]", domain)[0] in self._providers
            or (_MADE_UP.search(local) is not None and domain.endswith((".com", "nz", ".net", ".org", ".au", ".uk")))
        )

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
