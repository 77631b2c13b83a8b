"""One page of a Graph list, its objects made whole and read: a reader's work, that several do side by side.

Batches, figures and cursors are made by whoever takes the pages, in the order of the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from archiver.model.attachment import record_of
from archiver.model.capture import Batch, Exchange
from connectors.fields import Fields, fields_of
from connectors.meta.graph import Page
from connectors.meta.walk import Item, Walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A page and what its objects say. `exchanges` were made on top of the page's own, to make the objects whole; `broken`
    are the pages at which a list inside one of them broke off."""

    page: Page
    items: tuple[Item, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    broken: tuple[Page, ...] = ()


def files_lacking(batch: Batch) -> list[str]:
    """The records of a batch of which a file could not be fetched."""
    return [number for number in (record_of(gap.key) for gap in batch.gaps) if number]


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
