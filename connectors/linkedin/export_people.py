"""People of a LinkedIn export: names with profile addresses, and which of them is the agency.

The export belongs to a member, not to a page, so the agency is whoever the channel's account names: a profile address,
its last part, or a display name. Failing that it is the export's owner, and the report says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from archiver.model.correspondent import Correspondent, Role

DEPARTED = "LinkedIn Member"
"""What the export writes in place of the name of someone who left LinkedIn."""

PLATFORM = Correspondent(name="LinkedIn", role=Role.SYSTEM)

Person = tuple[str, str]
"""(name, profile address), either "" where not given."""

_NOBODY = "the channel's account names nobody in the export"
_COMMA = re.compile(r"\s*,\s*")


@lru_cache(maxsize=4096)
def vanity(address: str) -> str:
    """`sam-example` of `https://www.linkedin.com/in/sam-example/?x`; "" for anything else."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if not (parts.hostname or "").endswith("linkedin.com"):
        return ""
    path = [part for part in parts.path.split("/") if part]
    return unquote(path[1]) if len(path) >= 2 and path[0] in ("in", "company", "school", "showcase") else ""


def fold(name: str) -> str:
    """A name as it is compared."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def receivers(names: str, addresses: str, known: Iterable[str]) -> list[Person]:
    """The people of a TO cell. Names may hold commas themselves: addresses and `known` names tell where one ends."""
    names, links = names.strip(), [part for part in _COMMA.split(addresses.strip()) if part]
    if not names:
        return [("", link) for link in links]
    parts = _COMMA.split(names)
    if len(links) == 1 or names in known:
        return [(names, links[0] if len(links) == 1 else "")]
    if len(parts) == len(links):
        return list(zip(parts, links, strict=True))
    joined: list[str] = []
    wanted = set(known)
    at = 0
    while at < len(parts):
        # The longest run of parts that is a known name, else the part alone.
        end = next(
            (end for end in range(min(len(parts), at + 4), at + 1, -1) if ", ".join(parts[at:end]) in wanted), at + 1
        )
        joined.append(", ".join(parts[at:end]))
        at = end
    return list(zip(joined, links, strict=True)) if len(joined) == len(links) else [(name, "") for name in joined]


class Agency:
    """Tells the agency from its correspondents."""

    def __init__(self, account: str) -> None:
        self._vanity = fold(vanity(account) or account)
        self._name = fold(account)
        self._owner: Person | None = None
        self.found = False
        self._known: dict[Person, Correspondent] = {}

    def names(self, person: Person) -> bool:
        """Whether this is the agency."""
        name, address = person
        mine = vanity(address)
        if (mine and fold(mine) == self._vanity) or (name and fold(name) == self._name):
            self.found = True
            return True
        if self._owner is None:
            return False
        owner, link = self._owner
        return fold(mine) == fold(vanity(link)) if mine and link else bool(name) and fold(name) == fold(owner)

    def settle(self, owner: str, everyone: Counter[Person], conversations: int) -> str:
        """Make up one's mind before the first record: "" when the account names someone, else how it was done.

        `owner` is the name in the export's own profile file, "" without one; `everyone` counts the conversations that
        each person takes part in."""
        if any(self.names(person) for person in list(everyone)):
            return ""
        if owner:
            self._owner = next((person for person in everyone if fold(person[0]) == fold(owner)), (owner, ""))
            return f"{_NOBODY}; its owner, as its profile tells, is taken as the agency"
        always = [person for person, count in everyone.items() if count == conversations]
        if conversations > 1 and len(always) == 1:
            self._owner = always[0]
            return f"{_NOBODY}; the one who takes part in every conversation is taken as the agency"
        return f"{_NOBODY}, so none of it is known to be the agency's"

    def correspondent(self, person: Person) -> Correspondent:
        """The person with handle, id and role. Ask only once it is settled who the agency is."""
        found = self._known.get(person)
        if found is None:
            if len(self._known) > 20_000:
                self._known.clear()
            found = self._known[person] = self._made(person)
        return found

    def _made(self, person: Person) -> Correspondent:
        name, address = person
        handle = vanity(address)
        return Correspondent(
            name="" if name == DEPARTED else name,
            handle=handle,
            platform_id=f"https://www.linkedin.com/in/{handle}" if handle else "",
            role=Role.AGENCY if self.names(person) else Role.CORRESPONDENT,
        )
