"""Who is who in an export that names people only by what they are called.

The agency's own end is found by evidence, in a fixed order, and the report tells which: the profile file of the export;
the channel's name or account, whole or in part; the one participant who is in every thread. Without evidence nobody is
taken for the agency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archiver.model.channel import Channel
from archiver.model.correspondent import Correspondent, Role

_NOBODY = frozenset(
    {
        "facebook user",
        "instagram user",
        "instagramuser",
        "facebookuser",
        "__deleted__",
        "facebook-nutzer",
        "utilisateur de facebook",
        "usuario de facebook",
        "facebookgebruiker",
    }
)
"""What stands in the place of the name of a person whose account is gone or closed to us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The names the export's owner bears in it, and how that was found, in words for the report."""

    names: frozenset[str] = frozenset()
    evidence: str = ""


@dataclass(slots=True)
class Roll:
    """Who takes part in how many threads."""

    threads: int = 0
    seen: Counter[str] = field(default_factory=Counter)

    def enter(self, names: Iterable[str]) -> None:
        """One thread's participants."""
        self.threads += 1
        self.seen.update({folded(name) for name in names if not is_nobody(name)})


class People:
    """Turns names into correspondents; the owner's name becomes the agency's end."""

    def __init__(self, owner: Owner, channel: Channel) -> None:
        self._owner = owner
        self._account = channel.account
        self._met: dict[str, Correspondent] = {}

    def person(self, name: str) -> Correspondent:
        """The correspondent of this name; without a name when the platform no longer gives one."""
        found = self._met.get(name)
        if found is None:
            if len(self._met) > 10_000:
                self._met.clear()
            found = self._met[name] = self._made(name)
        return found

    def agency(self) -> Correspondent:
        """The account itself, for what the export does not sign."""
        return Correspondent(platform_id=self._account, role=Role.AGENCY)

    def is_owner(self, name: str) -> bool:
        return folded(name) in self._owner.names

    def _made(self, name: str) -> Correspondent:
        if is_nobody(name):
            return Correspondent()
        if self.is_owner(name):
            return Correspondent(name=name.strip(), platform_id=self._account, role=Role.AGENCY)
        return Correspondent(name=name.strip())


def find_owner(profile_names: Sequence[str], channel: Channel, roll: Roll) -> Owner:
    """Whose export this is; `profile_names` stand in the export's own profile file."""
    known = frozenset(folded(name) for name in profile_names if name.strip())
    configured = frozenset(folded(name) for name in (channel.name, channel.account) if name.strip())
    if known and (not roll.threads or any(roll.seen[name] for name in known)):
        agreed = any(f" {name} " in f" {ours} " for name in known for ours in configured)
        agrees = "" if agreed else "; its name is not the one that the channel is configured with"
        return Owner(names=known, evidence=f"the agency's end is known from the export's profile file{agrees}")
    named = frozenset(name for name in configured if roll.seen[name])
    if named and max(roll.seen[name] for name in named) * 2 > roll.threads:
        return Owner(names=named, evidence="the agency's end is the participant with the channel's configured name")
    within = [
        name
        for name, count in roll.seen.items()
        if count * 2 > roll.threads and any(f" {name} " in f" {ours} " for ours in configured)
    ]
    if len(within) == 1:
        return Owner(
            names=frozenset(within), evidence="the agency's end is the participant whose name is part of the channel's"
        )
    everywhere = [name for name, count in roll.seen.items() if count == roll.threads]
    if roll.threads > 1 and len(everywhere) == 1:
        return Owner(
            names=frozenset(everywhere),
            evidence=f"the agency's end is the one participant of all {roll.threads} conversations",
        )
    if not roll.threads:
        return Owner(names=known or configured)
    return Owner(
        evidence="which participant is the agency could not be found out: nobody is marked as the agency; "
        "give the channel the name that the account bears in the export, or import the whole export"
    )


def is_nobody(name: str) -> bool:
    """Whether this is no name but the platform's word for somebody who cannot be named."""
    return not name.strip() or folded(name) in _NOBODY


def folded(name: str) -> str:
    """The name as it is compared."""
    return " ".join(name.split()).casefold()
