"""What comes beside an answer's data, found by id: people, media, other posts, polls; in either vocabulary."""

from __future__ import annotations

from archiver.model.attachment import Attachment, Held
from archiver.model.capture import Tally
from connectors.drafts import Wanted
from connectors.fields import Fields, fields_of, list_of, objects_of, text_of, whole
from connectors.fit import fit, words_of
from connectors.media_types import media_type_of
from connectors.x.archive_people import digits

_TYPES = {"photo": "image/jpeg", "video": "video/mp4", "animated_gif": "video/mp4"}


class Includes:
    """The `includes` of one answer."""

    def __init__(self, body: Fields) -> None:
        found = fields_of(body.get("includes"))
        self.users = objects_of(found.get("users"))
        self._media = {text_of(each, "media_key"): each for each in objects_of(found.get("media"))}
        posts = objects_of(found.get("tweets")) + objects_of(found.get("posts"))
        self.posts = {digits(each, "id"): each for each in posts}
        self._polls = {digits(each, "id"): each for each in objects_of(found.get("polls"))}

    def attachments(
        self, item: Fields, *, authorised: bool = False
    ) -> tuple[tuple[Attachment, ...], tuple[Wanted, ...]]:
        """The attachments of a post or message, and where their files may be had."""
        made: list[Attachment] = []
        wanted: list[Wanted] = []
        for media_key in list_of(fields_of(item.get("attachments")).get("media_keys")):
            if not isinstance(media_key, str):
                continue
            medium = self._media.get(media_key, {})
            url = address_of(medium)
            kind = text_of(medium, "type")
            name = url.partition("?")[0].rsplit("/", 1)[-1]
            if url:
                wanted.append(Wanted(index=len(made), url=url, kind=kind, authorised=authorised))
            made.append(
                Attachment(
                    name=fit(name) or f"{kind if kind in _TYPES else 'medium'} {fit(media_key)}",
                    media_type=media_type_of(name) or _TYPES.get(kind, ""),
                    held=Held.NOT_EXPORTED,
                    reason="" if url else "X names it and gives no address of it",
                    platform_id=fit(media_key.partition("_")[2] or media_key),
                    alt_text=words_of(medium, "alt_text"),
                )
            )
        return tuple(made), tuple(wanted)

    def poll(self, item: Fields) -> tuple[str, list[tuple[str, int]]]:
        """(the choices in one line, [(our name of each, votes)]) of a post's poll."""
        for number in list_of(fields_of(item.get("attachments")).get("poll_ids")):
            options = objects_of(self._polls.get(str(number), {}).get("options"))
            ordered = sorted(options, key=lambda each: whole(each.get("position")) or 0)
            labels = [text_of(each, "label") for each in ordered]
            votes = [(f"votes for choice {at}", whole(each.get("votes")) or 0) for at, each in enumerate(ordered, 1)]
            if labels:
                return "Poll: " + " / ".join(labels), votes
        return "", []


def address_of(medium: Fields) -> str:
    """Where the file itself lies: a photo's address, the best mp4 of a video; "" when X gives none."""
    best, rate = "", -1
    for variant in objects_of(medium.get("variants")):
        if text_of(variant, "content_type") == "video/mp4":
            bits = whole(variant.get("bit_rate", variant.get("bitrate"))) or 0
            if bits > rate:
                best, rate = text_of(variant, "url"), bits
    return best or text_of(medium, "url")


def partial_errors(body: Fields) -> tuple[Tally, ...]:
    """How many objects X could not give beside those it gave, by kind."""
    counts: dict[str, int] = {}
    for error in objects_of(body.get("errors")):
        word = text_of(error, "type").rpartition("/")[2]
        name = f"partial_errors:{word if word.replace('-', '').isalpha() and len(word) < 40 else 'other'}"
        counts[name] = counts.get(name, 0) + 1
    return tuple(Tally(name=name, value=value) for name, value in sorted(counts.items()))
