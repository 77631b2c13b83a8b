"""LinkedIn's sealed answers read anew, by the same parsing as when they came.

An edit that only a notification told waits, as it did then, until its comment is met. One that no walk met was sealed once
more with the answer that told of it: there it is taken as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import unquote

from archiver.model.capture import Batch, Exchange, Quarantined
from archiver.model.channel import Channel
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of, list_of, text_of
from connectors.linkedin.comments import EDGE as COMMENTS
from connectors.linkedin.comments import earlier
from connectors.linkedin.notifications import EDGE as NOTIFICATIONS
from connectors.linkedin.parse_api import Ends, comment_of, post_of
from connectors.linkedin.parse_notifications import Notice, edited_at, notices_in, told
from connectors.linkedin.posts import EDGE as POSTS
from connectors.replaying import Seen, batch_of, seen

Items = Iterator[Draft | Quarantined]


def replay(captures: Iterable[Sequence[Exchange]], channel: Channel) -> Iterator[Batch]:
    """See Replay."""
    yield from _Replay(channel).run(captures)


class _Replay:
    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._ends = Ends(channel)
        self._below: dict[str, str] = {}
        """Comment -> its post: an answer with replies names the comment alone."""
        self._edits: dict[str, list[Draft]] = {}
        self._taken: set[tuple[str, int]] = set()
        self._read_before: set[tuple[str, object]] = set()

    def run(self, captures: Iterable[Sequence[Exchange]]) -> Iterator[Batch]:
        for exchanges in captures:
            answers = seen(exchanges)
            social: dict[str, Fields] = {}
            for answer in answers:
                if answer.path[:2] == ("rest", "socialMetadata"):
                    results = fields_of(answer.body.get("results"))
                    social.update({urn: fields_of(each) for urn, each in results.items()})
            items = [item for answer in answers for item in self._read(answer, social)]
            yield batch_of(self._channel, exchanges, items)

    def _read(self, answer: Seen, social: dict[str, Fields]) -> Items:
        match [unquote(part) for part in answer.path]:
            case ["rest", "posts"]:
                for at, item in enumerate(list_of(answer.body.get("elements"))):
                    counted = social.get(text_of(fields_of(item), "id"), {})
                    yield post_of(item, self._ends, counted, source=POSTS, place=f"elements[{at}]")
            case ["rest", "posts", _]:
                yield post_of(answer.body, self._ends, {}, source=POSTS, place="asked for by itself")
            case ["rest", "socialActions", parent, "comments"]:
                yield from self._comments(parent, answer)
            case ["rest", "organizationalEntityNotifications"]:
                yield from self._notifications(answer)

    def _comments(self, parent: str, answer: Seen) -> Items:
        post = self._below.get(parent, parent)
        for at, item in enumerate(list_of(answer.body.get("elements"))):
            read = comment_of(item, self._ends, post, source=COMMENTS, place=f"{post} elements[{at}]")
            if isinstance(read, Draft):
                self._below[read.record.source_id] = post
                yield from earlier(read, self._edits)
            yield read

    def _notifications(self, answer: Seen) -> Items:
        notices, bad = notices_in(list_of(answer.body.get("elements")), self._ends, source=NOTIFICATIONS)
        mark = (answer.url, answer.when)
        again = mark in self._read_before
        self._read_before.add(mark)
        if again:
            named = {notice.comment for notice in notices}
            for comment in [each for each in self._edits if each in named]:
                yield from self._edits.pop(comment)
            return
        records, edits = told(notices, self._is_new)
        for edit in edits:
            self._edits.setdefault(edit.record.source_id, []).append(edit)
        yield from records
        yield from bad

    def _is_new(self, notice: Notice) -> bool:
        """Notifications of a day overlap with those of the day before."""
        key = (notice.comment, edited_at(notice))
        is_new = key not in self._taken
        self._taken.add(key)
        return is_new
