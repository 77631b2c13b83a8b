"""What is public and stays: the agency's own contacts from configuration and the pack's keep lists, in any typing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from archiver.model.rules import RulePack
from archiver.redaction import values
from archiver.redaction.view import fold

_WORDS = re.compile(r"[a-z]+|[0-9]+")

_POSTS = frozenset(
    {
        "no-reply", "noreply", "donotreply", "info", "enquiries", "contact", "help", "hello", "admin", "support", "media",
        "press", "feedback", "complaints", "privacy", "oia",
    }
)  # fmt: skip
"""Names before the @ that stand for an office."""


class Public:
    """The public contacts, each in its normalised form."""

    def __init__(self, pack: RulePack, contacts: Iterable[str]) -> None:
        self._types = pack.table("street_types")
        self.numbers = {values.number(phone) for phone in pack.words("keep_phones")}
        self.emails = {values.email(address) for address in pack.words("keep_emails")}
        self.hosts = {host.lower() for host in pack.words("keep_hosts")}
        self.handles = {handle.lower() for handle in pack.words("keep_handles")}
        self.addresses = {street_form(address, self._types) for address in pack.words("keep_addresses")}
        for contact in contacts:
            self._add(contact.strip())

    def _add(self, contact: str) -> None:
        low = fold(contact).low
        if low.startswith("@") and " " not in low:
            self.handles.add(low[1:])
        elif "@" in low:
            self.emails.add(values.email(low))
        elif re.match(r"https?://|www\.|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/|$)", low):
            host, _, path = re.sub(r"^https?://", "", low).partition("/")
            if path.strip("/"):
                self.handles.add(path.strip("/").split("/")[0].lstrip("@"))
            else:
                self.hosts.add(host.removeprefix("www."))
        elif re.fullmatch(r"[0-9+()\s./-]+", low) and sum(char.isdigit() for char in low) >= 3:
            self.numbers.add(values.number(low))
        elif any(char.isdigit() for char in low):
            self.addresses.add(street_form(low.split(",")[0], self._types))
            self.addresses.add(street_form(low, self._types))
        elif re.fullmatch(r"[a-z0-9_.]+", low):
            self.handles.add(low)

    def has_number(self, digits: str) -> bool:
        """Whether these digits are a public phone number."""
        return values.number(digits) in self.numbers

    def has_email(self, address: str) -> bool:
        """Whether this is a public e-mail address, or a post of the agency's own that no person has; `address` is normalised."""
        local, _, host = address.partition("@")
        return address in self.emails or (local in _POSTS and self.has_host(host))

    def has_host(self, host: str) -> bool:
        """Whether a site or its parent site is public."""
        host = host.lower().removeprefix("www.").split(":")[0]
        return any(host == known or host.endswith("." + known) for known in self.hosts)

    def has_handle(self, handle: str) -> bool:
        """Whether this handle, without its @, is public."""
        return handle.lower().strip("@._") in self.handles

    def has_address(self, address: str) -> bool:
        """Whether this street line, or the street line it begins with, is public."""
        form = street_form(address, self._types)
        return any(form == known or (len(known) > 6 and form.startswith(known)) for known in self.addresses)


def street_form(address: str, types: Mapping[str, str]) -> str:
    """An address as one word: small letters, street types written out."""
    found = _WORDS.findall(fold(address).low)
    return "".join(types.get(word, word) if place else word for place, word in enumerate(found))
