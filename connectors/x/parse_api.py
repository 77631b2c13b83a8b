"""One post of X's API -> one record. Pure; ids, threads and kinds are those that an account archive gives the same post.

Long posts are cut in `text`: the whole stands in the note. A repost's text is cut too: the whole stands in the post that
comes beside it.
"""

from __future__ import annotations

from archiver.model.capture import Quarantined
from archiver.model.ids import ThreadKey
from archiver.model.record import Count, Link, Quote, Record, RecordKind, State, Thread, ThreadKind
from archiver.model.time import Moment
from connectors.drafts import Draft
from connectors.fields import Fields, fields_of, list_of, objects_of, text_of, whole
from connectors.fit import fit
from connectors.x.archive_people import digits, moment_of, moment_of_id
from connectors.x.includes import Includes
from connectors.x.people_api import People

_COUNTS = {
    "like_count": "likes",
    "retweet_count": "reposts",
    "repost_count": "reposts",
    "reply_count": "replies",
    "quote_count": "quotes",
}


def post_of(value: object, includes: Includes, people: People, *, source: str, place: str) -> Draft | Quarantined:
    """The record of one post."""
    post = fields_of(value)
    number = digits(post, "id")
    sent = moment_of(text_of(post, "created_at"))
    if not number or sent is None:
        return Quarantined(source=source, place=place, reason="a post without a readable id or time")
    referenced = _referenced(post)
    parent = referenced.get("replied_to", "")
    author = people.person(digits(post, "author_id"))
    text, links = _text(post)
    notes = []
    reposted = referenced.get("retweeted", "")
    if reposted:
        whole_text, more = _reposted(reposted, includes, people)
        if whole_text:
            text, links = whole_text, tuple(dict.fromkeys((*links, *more)))
        else:
            notes.append("a repost; X did not give the whole of what is reposted")
    attachments, wanted = includes.attachments(post)
    choices, votes = includes.poll(post)
    versions = versions_of(post)
    first = versions[0] if len(versions) > 1 else ""
    if fields_of(post.get("withheld")):
        notes.append("X withholds this post in some countries")
    answered = digits(post, "in_reply_to_user_id")
    record = Record(
        kind=RecordKind.COMMENT if parent else RecordKind.POST,
        thread=Thread(key=ThreadKey(digits(post, "conversation_id") or number), kind=ThreadKind.POST),
        sender=author,
        recipients=(people.person(answered),) if answered else (),
        source_id=number,
        parent=parent,
        version_of=first,
        sent=sent,
        text=text,
        subject=fit(choices),
        state=State.PRESENT if text or attachments or choices else State.UNREADABLE,
        edited=bool(first) and first != number,
        edited_at=_edited(number, first),
        links=links,
        attachments=attachments,
        counts=_counts(post, votes),
        quote=_quote(referenced.get("quoted", ""), includes, people),
        permalink=f"https://x.com/{author.handle}/status/{number}" if author.handle else "",
        notes=tuple(notes),
        place=place,
    )
    return Draft(record=record, wanted=wanted)


def unescaped(text: str) -> str:
    """A post's text as its author wrote it: X escapes these three characters in posts, and only them."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def links_of(*entities: object) -> tuple[Link, ...]:
    """Links as posted and what they lead to; a picture's own address is no link."""
    found = []
    for each in (url for group in entities for url in objects_of(fields_of(group).get("urls"))):
        if text_of(each, "media_key"):
            continue
        url = text_of(each, "url")
        resolved = text_of(each, "unwound_url", "expanded_url")
        if url or resolved:
            found.append(
                Link(url=fit(url or resolved), resolved=fit(resolved) if url else "", title=fit(text_of(each, "title")))
            )
    return tuple(dict.fromkeys(found))


def quote_of(post: Fields, people: People) -> Quote:
    """A post as another one, or a message, shows it."""
    author = people.person(digits(post, "author_id"))
    return Quote(text=_text(post)[0], sender=author.name or author.handle, source_id=digits(post, "id"))


def _text(post: Fields) -> tuple[str, tuple[Link, ...]]:
    note = fields_of(post.get("note_tweet")) or fields_of(post.get("note_post"))
    long = text_of(note, "text")
    text = fit(unescaped(long or text_of(post, "text")))
    return text, links_of(post.get("entities"), note.get("entities"))


def _referenced(post: Fields) -> dict[str, str]:
    """Kind of reference -> the id of what is referred to."""
    found = objects_of(post.get("referenced_tweets")) or objects_of(post.get("referenced_posts"))
    return {text_of(each, "type"): digits(each, "id") for each in found}


def _reposted(number: str, includes: Includes, people: People) -> tuple[str, tuple[Link, ...]]:
    original = includes.posts.get(number)
    if original is None:
        return "", ()
    text, links = _text(original)
    handle = people.person(digits(original, "author_id")).handle
    return (f"RT @{handle}: {text}" if handle else f"RT: {text}"), links


def _quote(number: str, includes: Includes, people: People) -> Quote | None:
    if not number:
        return None
    quoted = includes.posts.get(number)
    return quote_of(quoted, people) if quoted is not None else Quote(source_id=number)


def versions_of(post: Fields) -> tuple[str, ...]:
    """The ids of all versions of a post, oldest first, its own among them."""
    history = list_of(post.get("edit_history_tweet_ids")) or list_of(post.get("edit_history_post_ids"))
    return tuple(each for each in history if isinstance(each, str) and each.isascii() and each.isdigit())


def _edited(number: str, first: str) -> Moment | None:
    """An edit has an id of its own, and an id holds the time it was given out at."""
    return moment_of_id(int(number)) if first and first != number else None


def _counts(post: Fields, votes: list[tuple[str, int]]) -> tuple[Count, ...]:
    metrics = fields_of(post.get("public_metrics"))
    found: dict[str, int] = {}
    for name, ours in _COUNTS.items():
        value = whole(metrics.get(name))
        if value is not None and 0 <= value < 1 << 53:
            found[ours] = value
    found.update({name: value for name, value in votes if 0 <= value < 1 << 53})
    return tuple(Count(name=name, value=value) for name, value in found.items())
