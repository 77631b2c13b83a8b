"""One post, comment or notification of LinkedIn's API -> one record. Pure.

Names of people who comment are mostly withheld: their URN stands for them. A post's file is named by its URN alone: its
address must be asked for. One of a kind that cannot be asked for is recorded as not given.
"""

from __future__ import annotations

from dataclasses import dataclass

from archiver.model.attachment import Attachment, Held
from archiver.model.capture import Quarantined
from archiver.model.channel import Channel
from archiver.model.correspondent import Correspondent, Role
from archiver.model.ids import ThreadKey
from archiver.model.record import Count, Link, Quote, Record, RecordKind, State, Thread, ThreadKind
from archiver.model.time import Moment, from_epoch_ms
from connectors.drafts import Draft, Wanted
from connectors.fields import Fields, fields_of, objects_of, text_of, whole
from connectors.fit import fit
from connectors.linkedin.files import PATHS, files_gap
from connectors.linkedin.little_text import plain
from connectors.linkedin.urns import comment_urn, is_urn, organization

NO_ADDRESS = "LinkedIn names the file and gives no address of it"
REACTIONS = {
    "LIKE": "likes",
    "PRAISE": "celebrations",
    "EMPATHY": "loves",
    "APPRECIATION": "supports",
    "INTEREST": "insightful",
    "ENTERTAINMENT": "funny",
    "MAYBE": "curious",
}


@dataclass(frozen=True, slots=True)
class Ends:
    """Tells the agency's page from everyone else."""

    channel: Channel

    @property
    def urn(self) -> str:
        return organization(self.channel.account)

    def person(self, urn: str) -> Correspondent:
        """The correspondent of a URN."""
        if urn == self.urn:
            return Correspondent(name=self.channel.name, platform_id=urn, role=Role.AGENCY)
        return Correspondent(platform_id=urn if is_urn(urn) else "")


def post_of(value: object, ends: Ends, social: Fields, *, source: str, place: str) -> Draft | Quarantined:
    """The record of one post; `social` is what LinkedIn counts for it (empty where it was not asked)."""
    post = fields_of(value)
    number = text_of(post, "id")
    sent = _moment(post, "publishedAt", "createdAt", "firstPublishedAt")
    if not is_urn(number) or sent is None:
        return Quarantined(source=source, place=place, reason="a post without a readable id or time")
    content = fields_of(post.get("content"))
    attachments, wanted = _files(content)
    links, subject, votes = _links(content), _poll(content), _votes(content)
    text = fit(plain(text_of(post, "commentary")))
    reshared = fields_of(post.get("reshareContext"))
    parent = text_of(reshared, "parent", "root")
    edited = fields_of(post.get("lifecycleStateInfo")).get("isEditedByAuthor") is True
    state = text_of(post, "lifecycleState")
    notes = []
    if state and state != "PUBLISHED" and state.replace("_", "").isalpha() and len(state) < 40:
        notes.append(f"LinkedIn gives its state as {state}")
    is_empty = not (text or attachments or links or subject or parent)
    record = Record(
        kind=RecordKind.POST,
        thread=Thread(key=ThreadKey(number), kind=ThreadKind.POST),
        sender=ends.person(text_of(post, "author")),
        source_id=number,
        sent=sent,
        text=text,
        subject=subject,
        state=State.UNREADABLE if is_empty else State.PRESENT,
        edited=edited,
        edited_at=_moment(post, "lastModifiedAt") if edited else None,
        links=links,
        attachments=attachments,
        counts=(*_counts(social), *votes),
        quote=Quote(source_id=parent) if is_urn(parent) else None,
        permalink=f"https://www.linkedin.com/feed/update/{number}",
        notes=tuple(notes),
        place=place,
    )
    return Draft(record=record, wanted=wanted)


def comment_of(value: object, ends: Ends, post: str, *, source: str, place: str) -> Draft | Quarantined:
    """The record of one comment or reply below `post`."""
    comment = fields_of(value)
    number = comment_urn(text_of(comment, "commentUrn", "$URN"))
    if not number and text_of(comment, "object") and text_of(comment, "id"):
        number = comment_urn(f"urn:li:comment:({text_of(comment, 'object')},{text_of(comment, 'id')})")
    created, modified = fields_of(comment.get("created")), fields_of(comment.get("lastModified"))
    sent = _moment(created, "time")
    if not number or sent is None:
        return Quarantined(source=source, place=place, reason="a comment without a readable id or time")
    changed = _moment(modified, "time")
    edited = changed is not None and changed.utc > sent.utc
    message = fields_of(comment.get("message"))
    text = fit(text_of(message, "text"))
    attachments, wanted = _comment_files(comment)
    likes = whole(fields_of(comment.get("likesSummary")).get("totalLikes"))
    record = Record(
        kind=RecordKind.COMMENT,
        thread=Thread(key=ThreadKey(post), kind=ThreadKind.POST),
        sender=ends.person(text_of(comment, "actor") or text_of(created, "actor")),
        source_id=number,
        parent=comment_urn(text_of(comment, "parentComment")) or post,
        sent=sent,
        text=text,
        state=State.PRESENT if text or attachments else State.UNREADABLE,
        edited=edited,
        edited_at=changed if edited else None,
        attachments=attachments,
        counts=(Count(name="likes", value=likes),) if likes is not None and likes >= 0 else (),
        place=place,
    )
    return Draft(record=record, wanted=wanted)


def comment_count(social: Fields) -> int | None:
    """How many comments and replies LinkedIn counts below a post; None when it does not say."""
    return whole(fields_of(social.get("commentSummary")).get("count"))


def _counts(social: Fields) -> tuple[Count, ...]:
    found = []
    for name, summary in fields_of(social.get("reactionSummaries")).items():
        value = whole(fields_of(summary).get("count"))
        if value is not None and 0 <= value < 1 << 53:
            found.append(Count(name=REACTIONS.get(name, "other reactions"), value=value))
    comments = comment_count(social)
    if comments is not None and comments >= 0:
        found.append(Count(name="comments", value=comments))
    return tuple(sorted(found, key=lambda count: count.name))


def _files(content: Fields) -> tuple[tuple[Attachment, ...], tuple[Wanted, ...]]:
    media = [fields_of(content.get(name)) for name in ("media", "document") if fields_of(content.get(name))]
    media += objects_of(fields_of(content.get("multiImage")).get("images"))
    media += [fields_of(card.get("media")) for card in objects_of(fields_of(content.get("carousel")).get("cards"))]
    made: list[Attachment] = []
    wanted: list[Wanted] = []
    for medium in media:
        urn, url = text_of(medium, "id"), text_of(medium, "downloadUrl")
        if not (urn or url):
            continue
        kind = urn.split(":")[2] if is_urn(urn) else ""
        kind = kind if kind in PATHS else "file"
        can_be_asked = kind in PATHS
        if url or can_be_asked:
            node, gap = (urn, files_gap(kind)) if can_be_asked else ("", "")
            wanted.append(Wanted(index=len(made), url=url, kind=kind, node=node, gap=gap))
        made.append(
            Attachment(
                name=fit(text_of(medium, "title")) or f"{kind} {urn.rpartition(':')[2]}".strip(),
                held=Held.NOT_EXPORTED,
                reason="" if url or can_be_asked else NO_ADDRESS,
                platform_id=urn,
                alt_text=fit(text_of(medium, "altText")),
            )
        )
    return tuple(made), tuple(wanted)


def _comment_files(comment: Fields) -> tuple[tuple[Attachment, ...], tuple[Wanted, ...]]:
    made: list[Attachment] = []
    wanted: list[Wanted] = []
    for part in objects_of(comment.get("content")):
        url, entity = text_of(part, "url"), fields_of(part.get("entity"))
        urn = text_of(entity, "image", "video", "document")
        kind = text_of(part, "type").lower()
        kind = kind if kind in ("image", "video", "document") else "file"
        if url:
            wanted.append(Wanted(index=len(made), url=url, kind=kind))
        made.append(
            Attachment(
                name=f"{kind} {urn.rpartition(':')[2]}".strip(),
                media_type="image/jpeg" if kind == "image" else "",
                held=Held.NOT_EXPORTED,
                reason="" if url else NO_ADDRESS,
                platform_id=urn,
            )
        )
    return tuple(made), tuple(wanted)


def _links(content: Fields) -> tuple[Link, ...]:
    article = fields_of(content.get("article"))
    url = text_of(article, "source")
    return (Link(url=fit(url), title=fit(text_of(article, "title"))),) if url else ()


def _poll(content: Fields) -> str:
    poll = fields_of(content.get("poll"))
    options = [text_of(option, "text") for option in objects_of(poll.get("options"))]
    question = text_of(poll, "question")
    return fit(f"Poll: {question} " + " / ".join(options)).strip() if question or options else ""


def _votes(content: Fields) -> tuple[Count, ...]:
    found = []
    for at, option in enumerate(objects_of(fields_of(content.get("poll")).get("options")), 1):
        votes = whole(option.get("voteCount"))
        if votes is not None and 0 <= votes < 1 << 53:
            found.append(Count(name=f"votes for choice {at}", value=votes))
    return tuple(found)


def _moment(fields: Fields, *names: str) -> Moment | None:
    for name in names:
        value = whole(fields.get(name))
        if value is not None and value > 0:
            try:
                return from_epoch_ms(value)
            except ValueError:
                continue
    return None
