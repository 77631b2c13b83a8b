"""The newest form of Meta's exports: fields as a list of labels and values, the labels in the account's language.

A known label says what its value is. Where none is known the values are told apart by their form, and that is noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from connectors.fields import Fields, fields_of, list_of, text_of, whole

TEXT_LABELS = frozenset(
    {
        *("text", "post", "message", "caption", "content", "description", "title", "comment"),
        *("tekst", "bericht", "bijschrift", "opmerking", "reactie", "beschrijving"),
        *("texte", "légende", "commentaire", "publication", "beitrag", "kommentar", "beschreibung", "bildunterschrift"),
        *("texto", "comentario", "comentário", "publicación", "testo", "commento", "didascalia"),
    }
)
OWNER_LABELS = frozenset(
    {
        *("media owner", "owner", "media-eigenaar", "eigenaar van media", "eigenaar media"),
        *("propriétaire du média", "propriétaire du contenu multimédia", "medieninhaber", "inhaber des medieninhalts"),
        *("propietario del contenido multimedia", "proprietário da mídia", "proprietario del contenuto multimediale"),
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One labelled value; what is not there is empty."""

    label: str
    value: str
    href: str
    uri: str
    time: int | None


def labelled(fields: Fields) -> list[Entry]:
    """The entries of `label_values` (lists, nested) or `string_map_data` (an object), flattened, in their order."""
    found = list(_nested(fields.get("label_values"), ""))
    for label, value in fields_of(fields.get("string_map_data")).items():
        found += _entry(fields_of(value), label)
    return found


def _nested(values: object, outer: str) -> Iterator[Entry]:
    for each in list_of(values):
        fields = fields_of(each)
        label = text_of(fields, "label", "title") or outer
        yield from _entry(fields, label)
        for key in ("dict", "vec", "label_values", "media"):
            yield from _nested(fields.get(key), label)


def _entry(fields: Fields, label: str) -> Iterator[Entry]:
    value = fields.get("value")
    entry = Entry(
        label=label,
        value=value if isinstance(value, str) else "",
        href=text_of(fields, "href"),
        uri=text_of(fields, "uri"),
        time=whole(fields.get("timestamp_value", fields.get("timestamp"))),
    )
    if entry.value or entry.href or entry.uri or entry.time:
        yield entry


def is_url(text: str) -> bool:
    return text.startswith(("https://", "http://")) and " " not in text


def first_time(entries: list[Entry]) -> int | None:
    """The first time among the entries, seconds since 1970."""
    return next((entry.time for entry in entries if entry.time), None)


def main_text(entries: list[Entry]) -> tuple[str, bool]:
    """The text of a post or comment, and whether its label was known."""
    known = [entry.value for entry in entries if entry.label.casefold() in TEXT_LABELS and entry.value]
    if known:
        return "\n".join(dict.fromkeys(known)), True
    other = [
        entry.value
        for entry in entries
        if entry.value and not is_url(entry.value) and entry.label.casefold() not in OWNER_LABELS
    ]
    return "\n".join(dict.fromkeys(other)), not other
