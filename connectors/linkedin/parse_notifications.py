"""LinkedIn's notifications about a page -> what they tell of comments: the one source of their edits and deletions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archiver.model.capture import Absence, Quarantined
from archiver.model.ids import ThreadKey
from archiver.model.record import Record, RecordKind, Thread, ThreadKind
from archiver.model.time import Moment, from_epoch_ms
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of, text_of, whole
from connectors.fit import fit
from connectors.linkedin.parse_api import Ends
from connectors.linkedin.urns import comment_urn, is_urn, object_of

ACTIONS = ("COMMENT", "ADMIN_COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "SHARE_MENTION")
DELETED = "LinkedIn notified that the comment was deleted"
TOLD = "told by a notification; the comment itself was not listed so when it was captured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one notification tells, `at` milliseconds. `posts` names the post below which something happened, by each name
    it has; `edit` is a comment's text at that time."""

    action: str
    at: int = 0
    posts: tuple[str, ...] = ()
    comment: str = ""
    absence: Absence | None = None
    edit: Draft | None = None
    mention: Draft | None = None


def notice_of(value: object, ends: Ends, *, source: str, place: str) -> Notice | Quarantined:
    """What a notification tells; of a kind that is not known, only that it came."""
    item = fields_of(value)
    action = text_of(item, "action")
    when = _when(item)
    if not action or when is None:
        return Quarantined(source=source, place=place, reason="a notification without a readable action or time")
    told = fields_of(fields_of(item.get("decoratedGeneratedActivity")).get("comment"))
    comment = comment_urn(text_of(told, "entity")) or comment_urn(text_of(item, "generatedActivity"))
    at = int(when.utc.timestamp() * 1000)
    decorated = text_of(fields_of(item.get("decoratedSourcePost")), "entity")
    names = (decorated, text_of(item, "sourcePost"), text_of(told, "object"), object_of(comment))
    posts = tuple(dict.fromkeys(name for name in names if is_urn(name)))
    if action == "COMMENT_DELETE":
        if not comment:
            return Quarantined(source=source, place=place, reason="a deletion that does not name its comment")
        absence = Absence(source_id=comment, affirmed=True, reason=DELETED)
        return Notice(action=action, at=at, posts=posts, comment=comment, absence=absence)
    if action == "COMMENT_EDIT":
        if not comment:
            return Quarantined(source=source, place=place, reason="an edit that does not name its comment")
        return Notice(
            action=action,
            at=at,
            posts=posts,
            comment=comment,
            edit=_edit(told, comment, posts, when, ends, place=place),
        )
    if action == "SHARE_MENTION":
        return Notice(action=action, at=at, mention=_mention(item, when, ends, place=place))
    return Notice(action=action, at=at, posts=posts, comment=comment)


def notices_in(items: list[object], ends: Ends, *, source: str) -> tuple[list[Notice], tuple[Quarantined, ...]]:
    """All notifications of one answer, and what could not be understood."""
    notices: list[Notice] = []
    bad: list[Quarantined] = []
    for at, item in enumerate(items):
        found = notice_of(item, ends, source=source, place=f"elements[{at}]")
        if isinstance(found, Quarantined):
            bad.append(found)
        else:
            notices.append(found)
    return notices, tuple(bad)


def told(notices: list[Notice], is_new: Callable[[Notice], bool]) -> tuple[list[Draft], list[Draft]]:
    """(records that the notifications alone tell of, edits of comments that a walk may still meet, oldest first). Of edits
    those that are new; a deleted comment's edit is met by no walk."""
    deleted = {notice.comment for notice in notices if notice.absence}
    records = [notice.mention for notice in notices if notice.mention]
    edits: list[Draft] = []
    for notice in sorted(notices, key=edited_at):
        if notice.edit is not None and is_new(notice):
            (records if notice.comment in deleted else edits).append(notice.edit)
    return records, edits


def edited_at(notice: Notice) -> int:
    """When the edit was made that it tells of, in milliseconds; 0 where it tells of none."""
    at = notice.edit.record.edited_at if notice.edit else None
    return int(at.utc.timestamp() * 1000) if at else 0


def _edit(told: Fields, comment: str, posts: tuple[str, ...], when: Moment, ends: Ends, *, place: str) -> Draft | None:
    text = _text(told)
    if not text or not posts:
        return None
    record = Record(
        kind=RecordKind.COMMENT,
        thread=Thread(key=ThreadKey(posts[0]), kind=ThreadKind.POST),
        sender=ends.person(text_of(told, "owner", "actor")),
        source_id=comment,
        text=text,
        edited=True,
        edited_at=when,
        notes=(TOLD,),
        place=place,
    )
    return Draft(record=record)


def _mention(item: Fields, when: Moment, ends: Ends, *, place: str) -> Draft | None:
    """A post of somebody else's that names the page: the notification is all that is given of it."""
    share = fields_of(fields_of(item.get("decoratedGeneratedActivity")).get("share"))
    number = text_of(share, "entity") or text_of(item, "generatedActivity")
    text = _text(share)
    if not is_urn(number) or not text:
        return None
    record = Record(
        kind=RecordKind.POST,
        thread=Thread(key=ThreadKey(number), kind=ThreadKind.POST),
        sender=ends.person(text_of(share, "owner")),
        source_id=number,
        sent=when,
        text=text,
        permalink=f"https://www.linkedin.com/feed/update/{number}",
        notes=("a post that names the page, as LinkedIn's notification shows it; its time is the notification's",),
        place=place,
    )
    return Draft(record=record)


def _text(told: Fields) -> str:
    return fit(text_of(told, "text") or text_of(fields_of(told.get("message")), "text"))


def _when(item: Fields) -> Moment | None:
    value = whole(item.get("lastModifiedAt"))
    try:
        return from_epoch_ms(value) if value is not None and value > 0 else None
    except ValueError:
        return None
