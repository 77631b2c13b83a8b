"""Comments below posts: of every post that is new or was touched, and of all others in turn, since a late comment, an edit
or a removal need not move anything that the list of posts shows.

A list of comments is ranked, so it is always walked to its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from archiver.model.capture import Absence, Batch, Gap
from connectors.drafts import Draft
from connectors.meta.graph import Page
from connectors.meta.reading import Read, files_lacking
from connectors.meta.state import REMEMBERED_COMMENTS, Place, newest, places, rolling
from connectors.meta.troubles import Kind
from connectors.meta.walk import Walk
from connectors.side_by_side import StageEnded, taken_in_order

FULL_DAYS = 14
"""Every post's comments are walked once in so many days."""

_NOT_RETURNED = "no longer returned among the comments of its post"
_LOOKED_FOR = 50
_REFUSED_IN_A_ROW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """How a post looks in its list: `updated` and `count` as the platform gave them."""

    updated: str = ""
    count: int | None = None


@dataclass(slots=True, kw_only=True)
class Below:
    """What walking one post's comments met."""

    ids: list[str] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    total: int | None = None
    failed: Page | None = None


PostComments = Callable[[str], Iterator[Read]]
"""Post id -> all its comments, page by page, asked for as they are taken. A page with a trouble is the last."""


class Discussion:
    """Walks comments. `is_short_normal`: the platform is known to count comments that it does not give."""

    def __init__(self, walk: Walk, comments: PostComments, *, is_short_normal: bool) -> None:
        self._walk = walk
        self._comments = comments
        self._is_short_normal = is_short_normal
        self._refused = 0
        self.before: Mapping[str, Place] = places(walk.context.cursors, "post")

    def due(self, listed: Mapping[str, Touched]) -> list[str]:
        """The posts whose comments must be walked now: new or touched ones, then those whose turn it is."""
        moved = []
        for number, touched in listed.items():
            place = self.before.get(number)
            same = place is not None and (place.updated, place.count) == (touched.updated, touched.count)
            owes_files = place is not None and any(map(self._walk.owes_file, place.lacking))
            if not same or owes_files or self._walk.is_open(comments_gap(number)):
                moved.append(number)
        known = {number: place for number, place in self.before.items() if number in listed}
        turn = [number for number in rolling(known, self._walk.today, FULL_DAYS) if number not in set(moved)]
        return [*moved, *turn]

    def unlisted(self, listed: Mapping[str, Touched]) -> list[str]:
        """Posts known from before that no list showed this time and whose turn it is to be asked for by their ids."""
        known = {number: place for number, place in self.before.items() if number not in listed}
        return rolling(known, self._walk.today, FULL_DAYS)[:_LOOKED_FOR]

    def batches(self, listed: Mapping[str, Touched]) -> Iterator[Batch]:
        """The comments of all posts that are due, several posts read at a time."""

        def read(post: str) -> Iterator[Read]:
            self._walk.check()
            yield from self._comments(post)

        yield from taken_in_order(
            self.due(listed),
            read,
            lambda post, parts: self._below(post, listed[post], parts),
            check=self._walk.check,
        )

    def below(self, number: str, touched: Touched) -> Iterator[Batch]:
        """All comments of one post, and the cursor that says so."""
        yield from self._below(number, touched, self._comments(number))

    def _below(self, number: str, touched: Touched, parts: Iterator[Read]) -> Iterator[Batch]:
        below, key = Below(), comments_gap(number)
        for read in parts:
            if read.page.trouble is not None:
                below.failed = read.page
                break
            below.total = read.page.total if read.page.total is not None else below.total
            below.ids += [item.record.source_id for item in read.items if isinstance(item, Draft)]
            for batch in self._walk.took_page(read.page, read.items, "comments", exchanges=read.exchanges):
                below.lacking += files_lacking(batch)
                yield batch
            if read.broken:
                exchanges = tuple(exchange for broken in read.broken for exchange in broken.exchanges)
                below.failed = replace(read.broken[0], exchanges=exchanges)
        if below.failed is not None:
            trouble = below.failed.trouble
            self._refused += trouble is not None and trouble.kind in (Kind.PERMISSION, Kind.FIELD, Kind.CHANGED)
            is_all = self._refused >= _REFUSED_IN_A_ROW
            yield from self._walk.failed(below.failed, "comments", "edge:comments" if is_all else key)
            if is_all:
                raise CommentsRefused
            return
        self._refused = 0
        yield self._closing(number, touched, below, key)

    def _closing(self, number: str, touched: Touched, below: Below, key: str) -> Batch:
        walk = self._walk
        before = self.before.get(number, Place())
        total = max(below.total or 0, touched.count or 0)
        fetched = len(set(below.ids))
        walk.reckon("comments", counted=total, given=fetched)
        if total and not fetched:
            # Not believed: what is held stays unquestioned, and while its gap is open it is asked for every time.
            settled = before.short == total and not walk.is_open(key)
            reason = f"the platform counts {total} comments below a post and gives none"
            place = replace(
                before, updated=touched.updated, count=touched.count, full=walk.today.isoformat(), short=total
            )
            return walk.batch(
                gaps=() if settled else (Gap(reason=reason, edge="comments", key=key),),
                cursor=place.text(),
                edge=f"post:{number}",
            )
        short = max(0, (below.total if below.total is not None else total) - fetched)
        gaps: tuple[Gap, ...] = ()
        if short and short != before.short and not self._is_short_normal:
            reason = f"the platform counts {fetched + short} comments below a post and gives {fetched}"
            gaps = (Gap(reason=reason, edge="comments", key=f"short:{number}"),)
        met = {_tail(each, number) for each in below.ids}
        return walk.batch(
            absences=tuple(
                Absence(source_id=_whole(each, number), affirmed=False, reason=_NOT_RETURNED)
                for each in before.ids
                if each not in met
            ),
            gaps=gaps,
            closed=(key, "edge:comments") if short else (key, "edge:comments", f"short:{number}"),
            cursor=Place(
                updated=touched.updated,
                count=touched.count,
                full=walk.today.isoformat(),
                ids=newest([_tail(each, number) for each in below.ids], REMEMBERED_COMMENTS),
                short=short,
                lacking=tuple(below.lacking),
            ).text(),
            edge=f"post:{number}",
        )

    def gone(self, number: str, page: Page) -> Batch:
        """A post that was asked for by its id and not found: not retrievable, which is not the same as deleted."""
        before = self.before.get(number, Place())
        reason = "the platform no longer finds it, or no longer shows it to us"
        self._walk.tallies["posts_not_found"] += 1
        place = Place(
            updated=before.updated, count=before.count, full=self._walk.today.isoformat(), ids=before.ids, gone=True
        )
        return self._walk.batch(
            exchanges=page.exchanges,
            absences=(
                Absence(source_id=number, affirmed=False, reason=reason),
                *(
                    Absence(source_id=_whole(each, number), affirmed=False, reason="its post is no longer found")
                    for each in before.ids
                ),
            ),
            cursor=place.text(),
            edge=f"post:{number}",
        )


class CommentsRefused(StageEnded):
    """Comments of no post are given; the gap is noted and the stage ends."""


def comments_gap(number: str) -> str:
    """The key of the gap that a post's comments leave which could not be walked."""
    return f"comments:{number}"


def _tail(comment: str, post: str) -> str:
    """A comment's id without the post's id before it, where it has that form: cursors stay small."""
    head, line, tail = comment.partition("_")
    return f"_{tail}" if line and head == post.rpartition("_")[2] else comment


def _whole(tail: str, post: str) -> str:
    return f"{post.rpartition('_')[2]}{tail}" if tail.startswith("_") else tail
