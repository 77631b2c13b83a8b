"""Lists of Graph fields, and how one that the platform refuses is taken out of them."""

from __future__ import annotations

from collections.abc import Iterator

NEVER_DROPPED = frozenset({"id"})


def split(fields: str) -> list[str]:
    """The list's members; `attachments{type,url}` is one."""
    found, depth, start = [], 0, 0
    for place, letter in enumerate(fields):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            found.append(fields[start:place])
            start = place + 1
    return [member for member in (*found, fields[start:]) if member]


def name_of(member: str) -> str:
    """`comments` for `comments.summary(true).limit(0)`."""
    for place, letter in enumerate(member):
        if letter in ".{(":
            return member[:place]
    return member


def without(fields: str, name: str) -> str:
    """The list without a field of that name: one of the list itself before one inside another's braces. The same list
    when there is none, or when nothing could be known without it."""
    if name in NEVER_DROPPED:
        return fields
    members = split(fields)
    kept = [member for member in members if name_of(member) != name]
    if len(kept) < len(members):
        return ",".join(kept)
    return ",".join(_without_inner(member, name) for member in members)


def _without_inner(member: str, name: str) -> str:
    head, brace, inner = member.partition("{")
    if not brace:
        return member
    rest = without(inner.removesuffix("}"), name)
    return f"{head}{{{rest}}}" if rest else head


def names(fields: str) -> Iterator[tuple[str, str]]:
    """(outer name, "") of every member, and (outer name, inner name) of what stands in braces."""
    for member in split(fields):
        yield name_of(member), ""
        _, brace, inner = member.partition("{")
        if brace:
            for each in split(inner.removesuffix("}")):
                yield name_of(member), name_of(each)
