"""Handles: behind an @, beside the name of a platform, by their form, and made of a participant's name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archiver.model.redaction import Kind
from archiver.model.rules import RulePack
from archiver.redaction.keep import Public
from archiver.redaction.people import is_whole_name
from archiver.redaction.screen_names import KnownName
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View

_ON_PLATFORM = re.compile(  # a name with a figure, dot or line in it: "its jo_example on instagram"
    r"(?<![a-z0-9_.@/])(?=[a-z_.]*[0-9_.])([a-z_][a-z0-9_.]{3,29}) on (?:my )?"
    r"(?:instagram|insta|ig|snapchat|snap|tik ?tok|fb|facebook|discord|telegram|twitter|messenger|threads|skype)(?![a-z])"
)
_HANDLE = re.compile(r"(?<![a-z0-9._%+@/-])@ ?([a-z0-9_](?:[a-z0-9_.-]{0,38}[a-z0-9_])?)(?![a-z0-9]*@)")
_SITE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|nz|org|net|au)")
_SITE_END = re.compile(r"\.(?:com|co|govt|org|net|ac|school|nz|au|uk|html?|pdf|jpe?g|png|docx?|xlsx?|heic|mp4)(?:\.|$)")
_REDDIT = re.compile(r"(?<![a-z0-9/])u/([a-z0-9_-]{3,20})(?![a-z0-9/])")
_DOTTED = re.compile(r"(?<![a-z0-9@/._-])[a-z][a-z0-9_]{1,20}(?:\.[a-z0-9_]{2,20}){1,3}(?![a-z0-9@/]|\.[a-z])")
_NAMED_SIGN = re.compile(r"[a-z][.#-][a-z0-9]")
_MADE = re.compile(r"(?<![a-z0-9@/._#-])[a-z][a-z0-9]{1,20}(?:[.#-][a-z0-9]{1,20}){1,4}(?![a-z0-9@/#]|[.-][a-z0-9])")
_OF_PICTURES = re.compile(r"(?:tik ?tok|insta|instagram|ig|snap|snapchat)[ :,]{1,2}[^ ]+$")
_NZ_ALONE = re.compile(r"[a-z0-9_]+(?:\.(?!co\b|govt\b|org\b|net\b|ac\b|school\b)[a-z0-9_]+)*\.nz")
_UNDERSCORED = re.compile(
    r"(?<![a-z0-9_.@/#=&?-])(?=[a-z0-9.]*_)(?=[0-9._]*[a-z][a-z0-9._]*[a-z])(?:[a-z0-9]|_{1,2}(?=[a-z.]*[0-9_][a-z0-9._]*[a-z0-9]))[a-z0-9._]{2,38}[a-z0-9_](?:#[0-9]{4})?(?![a-z0-9@/]|\.[a-z])"
)
_SPACED = re.compile(  # "yep @ Jo1912example", "we found @ the.jo.example"
    r"(?<![a-z0-9._%+@/-])@ (?=[a-z0-9_.]*[a-z]{3})([a-z0-9_]{2,30}(?:\.[a-z0-9_]{1,30}){0,4})(?![a-z0-9@]|[.,-][a-z0-9])"
)
_POINTING = re.compile(
    r"(?:^|[\n.!?:;,/] ?|(?<![a-z])(?:yep|yes|yeah|ae|again|found|so|at|or|is|its|it's|me|insta|instagram|ig|snap|snapchat|tiktok"
    r"|twitter|x|handle|user|username|account|reddit|discord|telegram|fb|facebook|threads|from) )$"
)
_MIXED = re.compile(r"[a-z_]*[0-9]+[a-z0-9_]*[a-z]|[a-z]{3,}[a-z_]*[0-9]|.*_")
_TAGGED = re.compile(r"(?<![a-z0-9@._#/-])([a-z][a-z0-9_.]{2,30})#[0-9]{4}(?![0-9a-z])")
_LIVE = re.compile(r"(?<![a-z0-9])live:[a-z0-9_.]{3,40}")
_ANSWER = re.compile(
    r"(?<![a-z0-9@._/#+-])@? ?((?=[0-9._]*[a-z])[a-z0-9_]{1,30}(?:\.[a-z0-9_]{1,30}){0,4})(?![a-z0-9@/+-]|\.[a-z0-9])"
)
_CODE = re.compile(r"[a-z]{1,4}[0-9]{2,6}")
_ANSWER_OPENS = re.compile(
    r"[^a-z0-9_@]*(?:(?:its|it's|it is|um+|yeah|yep|yes|ok|sorry|my|insta|is|mine|kia ora|hi|hey),? )*@?"
)
NO_NAMES: Mapping[str, KnownName] = {}


class Handles:
    """Finds handles by the word lists of a pack."""

    def __init__(self, pack: RulePack, public: Public) -> None:
        self._public = public
        self._stop = frozenset(pack.words("mail_stop_words"))
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
        self._labels = frozenset(word for rule in pack.labels for phrase in rule.words for word in phrase.split())
        self.cue_words = frozenset(word for cue in pack.words("handle_cues") for word in cue.split())

    def take(
        self,
        view: View,
        mask: Mask,
        words: frozenset[str] | set[str],
        names: Mapping[str, KnownName] = NO_NAMES,
        *,
        asked: bool = False,
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
                self._take(mask, match.start(), match.end(), value, "handle.mention", 0.95, "a handle")
            self._spaced(low, mask)
        if "#" in low:
            for match in _TAGGED.finditer(low):
                if match[1] not in self._words and match[1] not in self._labels:
                    self._take(mask, *match.span(), match.group())
        if "live:" in low:
            for match in _LIVE.finditer(low):
                self._take(mask, *match.span(), match.group())
        if asked:
            self._answered(low, mask)
        if names and _NAMED_SIGN.search(low):
            self._of_names(low, mask, names)
        if " u/" in low or low.startswith("u/"):
            for match in _REDDIT.finditer(low):
                self._take(mask, *match.span(1), match[1])
        if "_" in low:
            self._underscored(view, mask)
        if not self.cue_words.isdisjoint(words):
            for match in _ON_PLATFORM.finditer(low):
                if not self._public.has_handle(match[1]):
                    reason = "a handle named before a platform"
                    self._take(mask, *match.span(1), match[1], "handle.platform", 0.9, reason)
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
                reason = "a handle named beside a platform"
                self._take(mask, *match.span("handle"), value, "handle.cued", 0.9, reason)

    def _spaced(self, low: str, mask: Mask) -> None:
        """Take what stands after an @ and a space where it has the form of a handle: figures or a line within, or a dot where
        the text points at it."""
        for match in _SPACED.finditer(low):
            value = match[1]
            if _SITE_END.search(value) or self._public.has_handle(value):
                continue
            pointed = "." in value and _POINTING.search(low, max(0, match.start() - 14), match.start()) is not None
            if pointed or (_MIXED.match(value) and len(value) > 4):
                self._take(mask, *match.span(), value, "handle.mention", 0.85, "a handle")

    def _answered(self, low: str, mask: Mask) -> None:
        """Take the first word that has the form of a handle from an answer to a question for one, or all of a bare answer."""
        for match in _ANSWER.finditer(low):
            value = match[1].strip("_")
            if len(value) < 4 or _SITE_END.search(value) or self._public.has_handle(value):
                continue
            letters = sum(map(str.isalpha, value))
            if _CODE.fullmatch(value) or value in {"what3words", "covid19"}:
                continue
            if letters > 2 and (_MIXED.match(match[1]) or ("." in value and letters > 4)):
                self._take(mask, *match.span(), value, "handle.answer", 0.85, "an answer to a question for a handle")
                return
        opener = _ANSWER_OPENS.match(low)
        bare = _ANSWER.match(low, opener.end()) if opener else None
        if bare and len(bare[1]) > 4 and not low[bare.end() :].strip(" .!") and bare[1] not in self._words:
            self._take(mask, *bare.span(), bare[1], "handle.answer", 0.75, "an answer to a question for a handle")

    def _underscored(self, view: View, mask: Mask) -> None:
        """Take words that are written with a line between their parts: hardly anything else in talk is."""
        for match in _UNDERSCORED.finditer(view.low):
            if _SITE_END.search(match.group()):
                continue
            if not self._public.has_handle(match.group()) and not view.text[match.start() : match.end()].isupper():
                self._take(mask, *match.span(), match.group())

    def _further_off(self, low: str, mask: Mask) -> None:
        """Take handles with a few words between them and their platform: "my insta instead jo.example"."""
        for match in self._further.finditer(low):
            value = match["handle"]
            if self._public.has_handle(value) or sum(map(str.isalpha, value)) < 4:
                continue
            if _SITE_END.search(value) and not (_OF_PICTURES.match(match.group()) and _NZ_ALONE.fullmatch(value)):
                continue
            reason = "the form of a handle in a text that speaks of a platform"
            self._take(mask, *match.span("handle"), value, "handle.further", 0.75, reason)

    def _dotted(self, low: str, mask: Mask) -> None:
        """In a text that speaks of a platform, words with a dot inside are handles: "im jo.moonchild"."""
        for match in _DOTTED.finditer(low):
            value = match.group()
            parts = value.split(".")
            if _SITE_END.search(value) or self._public.has_handle(value) or len(value) < 6:
                continue
            if any(len(part) > 2 and part not in self._words and not part.isdigit() for part in parts):
                self._take(mask, *match.span(), value)

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
                self._take(mask, *match.span(), value)

    @staticmethod
    def _take(
        mask: Mask,
        start: int,
        end: int,
        value: str,
        rule: str = "handle.form",
        confidence: float = 0.7,
        reason: str = "the form of a handle",
    ) -> None:
        form = re.sub(r"[^a-z0-9]", "", value)
        mask.take(Span(start, end, Kind.HANDLE, rule, form, confidence, reason))
