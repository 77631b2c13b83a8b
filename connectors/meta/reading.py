"""Lists of a Graph channel read side by side, and taken in one behind the other.

A reader asks, makes objects whole and parses; batches, figures and cursors are made by whoever takes the pages, in the
order of the list. What ends the run ends it for every reader; what they had read until then is still taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from archiver.errors import ArchiverError, Stopped
from archiver.model.capture import Batch, Exchange
from connectors.fields import Fields, fields_of
from connectors.meta.graph import Page
from connectors.meta.walk import Item, StageEnded, Walk
from connectors.side_by_side import LeftOff, SideBySide

Of = TypeVar("Of")
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A page and what its objects say. `exchanges` were made on top of the page's own, to make the objects whole; `broken`
    are the pages at which a list inside one of them broke off."""

    page: Page
    items: tuple[Item, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    broken: tuple[Page, ...] = ()


def read_page(
    walk: Walk,
    page: Page,
    inside: tuple[str, ...],
    each: Callable[[Fields, int], Iterable[Item]],
    *,
    paced: bool = False,
    backwards: bool = False,
) -> Read:
    """The page's objects with the lists `inside` them, read by `each` (the object, its place on the page). `backwards`: the
    last of the page first."""
    if page.trouble is not None:
        return Read(page=page)
    items: list[Item] = []
    more: list[Exchange] = []
    broken: list[Page] = []
    numbered = list(enumerate(page.items))
    for number, item in reversed(numbered) if backwards else numbered:
        fields, exchanges, failed = walk.whole(fields_of(item), *inside, paced=paced)
        more += exchanges
        broken += [failed] if failed else []
        items += each(fields, number)
    return Read(page=page, items=tuple(items), exchanges=tuple(more), broken=tuple(broken))


def taken_in_order(
    walk: Walk,
    items: Iterable[Of],
    read: Callable[[Of], Iterator[Part]],
    take: Callable[[Of, Iterator[Part]], Iterator[Batch]],
) -> Iterator[Batch]:
    """Read the items side by side, and `take` each in its order. Raises what ended the run, once all that had been read is
    taken; a signal is raised at once."""
    ending: Exception | None = None
    with SideBySide(items, read) as readings:
        for item, parts in readings:
            try:
                yield from take(item, parts)
                if ending is None:
                    walk.check()
            except Stopped:
                raise
            except (ArchiverError, StageEnded, LeftOff) as error:
                ending = ending or error
                readings.leave_off()
    if ending is not None:
        raise ending
