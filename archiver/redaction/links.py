"""What is private inside a link: its tokens, and whom it leads to; never its host."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus

from archiver.model.redaction import Kind
from archiver.model.rules import RulePack
from archiver.redaction import values
from archiver.redaction.keep import Public
from archiver.redaction.link_tokens import is_token
from archiver.redaction.spans import Mask, Span
from archiver.redaction.view import View

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]{3,2000}|(?<![a-z0-9@.-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|nz|org|net|me|au|uk|io|co|be|ly|gl|gd|app|link|chat|us|info|tv|ee)/[^\s<>\"]{1,2000}"
)
_LOOSE = re.compile(r"(?<![a-z0-9@.-])(?:[a-z0-9-]{2,63}\.){1,4}[a-z]{2,12}/[^\s<>\"]{6,2000}")
_PART = re.compile(r"[^/?#&=;:!,]+")
_SLUG = re.compile(r"/[a-z0-9]+(?:-[a-z0-9]+){2,}(?:$|[/?#])")


class Links:
    """Reads links by the word lists of a pack."""

    def __init__(self, pack: RulePack, public: Public) -> None:
        self._public = public
        self._secret_words = frozenset(pack.words("link_secret_words"))
        self._profile_hosts = frozenset(pack.words("profile_hosts"))
        self._profile_skip = frozenset(pack.words("profile_skip"))

    def take(self, view: View, mask: Mask) -> None:
        """Take what is private inside links and keep their hosts and public paths."""
        for pattern in (_LINK, _LOOSE):
            for match in pattern.finditer(view.low):
                start, end = match.span()
                while end > start and view.low[end - 1] in ".,;:!?)]}'\"":
                    end -= 1
                if mask.is_free(start, end):
                    self._link(view, mask, start, end, settled=pattern is _LINK)

    def _link(self, view: View, mask: Mask, start: int, end: int, *, settled: bool) -> None:
        low = view.low
        scheme = re.match(r"https?://", low[start:end])
        host_start = start + (scheme.end() if scheme else 0)
        host_end = host_start
        while host_end < end and low[host_end] not in "/?#":
            host_end += 1
        host = low[host_start:host_end].removeprefix("www.")
        if "@" in host:
            return
        profile = host in self._profile_hosts
        public = self._public.has_host(host)
        place, query, secret, first = host_end, False, False, True
        handle = False
        for part in _PART.finditer(low, host_end, end):
            place = part.start()
            lead = low[place - 1]
            query = query or lead in "?&#;"
            value = part.group()
            name = query and lead in "?&#;" and place + len(value) < end and low[place + len(value)] == "="
            if name:
                secret = value in self._secret_words
                continue
            if "\x00" in value:
                # A token stands here already, in a stored text that is judged again: whom the link led to is taken out.
                handle, secret, first = True, False, False
                continue
            typed = view.text[part.start() : part.end()]
            rule, kind = "", Kind.LINK_TOKEN
            if lead == ":" and value.isdigit() and len(value) < 6:
                continue
            if "@" in value and "." in value.split("@")[-1] and "%" not in value and not value.startswith("@"):
                continue
            if profile and not query and not handle and value not in self._profile_skip:
                handle = True
                if not self._public.has_handle(value):
                    rule, kind = "link.profile", Kind.HANDLE
                    if value.lstrip("+").isdigit() and 7 <= len(value) <= 15 and host in {"wa.me", "api.whatsapp.com"}:
                        rule, kind = "link.phone", Kind.PHONE
            elif query and secret and lead in "=" and (len(value) >= 6 or profile):
                rule = "link.secret"
                digits = re.sub(r"[^0-9]", "", value)
                if len(digits) >= 8 and re.fullmatch(r"[+0-9%() -]+", value):
                    kind = Kind.PHONE if digits.startswith(("0", "64")) else Kind.NUMBER
            slug = _SLUG.match(low, part.end(), end) is not None
            if not rule and is_token(typed, public=public, query=query, after_secret=secret and not first, slug=slug):
                rule = "link.token"
            if slug and not rule and value.isdigit():
                mask.keep(part.start(), part.end())
            if not rule and re.search(r"%40|@", unquote(value)) and re.search(r"\.[a-z]{2}", value):
                rule, kind = "link.email", Kind.EMAIL
            spaced = unquote_plus(value)
            if not rule and _is_spaced_number(spaced, query=query):
                rule, kind = "link.number", Kind.PHONE if spaced.lstrip("+(").startswith(("0", "64")) else Kind.NUMBER
            if rule and mask.is_free(part.start(), part.end()):
                form = values.number(spaced) if kind in {Kind.PHONE, Kind.NUMBER} else values.words(unquote(value))
                mask.take(
                    Span(part.start(), part.end(), kind, rule, form, 0.95, "a part of a link that leads to one person")
                )
            if not query:
                secret = value in self._secret_words
            first = False
        if not settled:
            return  # as likely two words with a stop between: what is left of them stays under every rule
        free = host_start
        for place in range(host_start, end):
            if mask.bytes[place]:
                if place > free:
                    mask.keep(free, place)
                free = place + 1
        if end > free:
            self._keep_rest(low, mask, free, end)

    @staticmethod
    def _keep_rest(low: str, mask: Mask, start: int, end: int) -> None:
        # Digits in what is left of a link stay under the number rules where there are many; the rest is settled.
        if not re.search(r"[0-9]{8}|@|%40", low[start:end]):
            mask.keep(start, end)


def _is_spaced_number(value: str, *, query: bool) -> bool:
    """A number typed in groups, as `021+555+0199` or `421%20873%20906`; in a path only one long enough, and no date."""
    digits = re.sub(r"[^0-9]", "", value)
    if not re.fullmatch(r"[+(]{0,2}[0-9][0-9 .()/+-]*[0-9]", value) or len(digits) == len(value):
        return False
    if re.fullmatch(r"(?:19|20)[0-9]{2}[-./ ][0-9]{1,2}[-./ ][0-9]{1,2}", value):
        return False
    return (7 if query else 9) <= len(digits) <= 19
