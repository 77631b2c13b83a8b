"""The redactor, wired; and the bench that `archiver redact` works on, which stores nothing."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn, cast, get_args

from archiver.model.digest import canonical_json, sha256_hex
from archiver.model.redaction import RedactedText
from archiver.redaction import Message, Person, Redactor, Role, ThreadContext
from archiver.vault.secrets import Secrets
from config.rules import load_packs, packs_digest
from config.settings import Redaction, Settings

_ROLES = frozenset(get_args(Role))


def make_redactor(settings: Settings, keys: Secrets) -> tuple[Redactor, str]:
    """The redactor under the shipped and local rule packs, and the packs' names with versions, as printed on records."""
    pack = load_packs(local=[settings.local_rules] if settings.local_rules else [])
    redactor = Redactor(
        pack,
        keys,
        public_contacts=settings.agency.public_contacts,
        names=settings.redaction.names,
        budget_s=settings.redaction.message_budget,
    )
    return redactor, redactor.pack_version


def judging(settings: Settings, rules: str, software: str) -> str:
    """Names to the letter what stored texts are judged by: packs, settings of redaction, the agency's public contacts, and
    the program. When it changes, the next run judges again what is stored."""
    given = {
        "packs": packs_digest(local=[settings.local_rules] if settings.local_rules else []),
        "names": settings.redaction.names,
        "contacts": list(settings.agency.public_contacts),
        "software": software,
    }
    return f"{rules} {sha256_hex(canonical_json(given))[:16]}"


def identifier_keys(settings: Settings, keys: Secrets, value: str) -> tuple[str, ...]:
    """The keyed hashes under which `value` may be remembered, whatever its kind and typing; empty when there is nothing in
    it."""
    return make_redactor(settings, keys)[0].lookup_keys(value)


def clean_words(redactor: Redactor, typed: str) -> str:
    """What a person typed for the event log, without identifiers: cleaned as a title is, so that names stay."""
    return redactor.thread(ThreadContext(participants=())).title(typed).text


class RedactionBench:
    """Redacts conversations given as JSON, each on its own."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor

    def line(self, line: bytes, number: int) -> tuple[dict[str, Any], bool]:
        """The answer to one line, and whether it could be read. An answer never quotes what could not be read."""
        given: object = None
        try:
            given = json.loads(line, parse_constant=_no_number, parse_float=_number)
            return self._conversation(given), True
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            name = given.get("id") if isinstance(given, dict) else None
            # json's own message quotes nothing but a position; ours name a key.
            reason = (
                "not valid JSON" if given is None else str(error) if isinstance(error, _Unreadable) else "unreadable"
            )
            return {"id": name, "error": f"line {number}: {reason}"}, False

    def _conversation(self, given: object) -> dict[str, Any]:
        if not isinstance(given, dict) or not isinstance(given.get("messages"), list):
            raise _Unreadable('an object with "id" and "messages" is expected')
        people = tuple(self._person(item) for item in given.get("participants") or ())
        roles = {person.display_name: person.role for person in people}
        messages = [self._message(item, roles) for item in given["messages"]]
        thread = self._redactor.thread(ThreadContext(participants=people))
        texts = [result.text for result in thread.redact(messages)]
        # What a later message gave away is taken out of the earlier ones too.
        later = dict(thread.sweep((str(place), text) for place, text in enumerate(texts)))
        texts = [later.get(str(place), text) for place, text in enumerate(texts)]
        return {"id": given.get("id"), "messages": [_shown(text) for text in texts]}

    def _person(self, item: object) -> Person:
        if not isinstance(item, dict) or not isinstance(item.get("display_name"), str):
            raise _Unreadable('each of "participants" needs a "display_name"')
        role = item.get("role", "correspondent")
        if role not in _ROLES:
            raise _Unreadable('"role" is one of correspondent, agency, other')
        return Person(display_name=item["display_name"], handle=str(item.get("handle") or ""), role=role)

    def _message(self, item: object, roles: dict[str, Role]) -> Message:
        if not isinstance(item, dict) or not isinstance(item.get("text"), str):
            raise _Unreadable('each of "messages" needs a "text"')
        sender = item.get("from") or "correspondent"
        if not isinstance(sender, str):
            raise _Unreadable('"from" is correspondent, agency or a display name')
        role = cast(Role, sender) if sender in _ROLES else roles.get(sender, "correspondent")
        return Message(text=item["text"], role=role, sender="" if sender in _ROLES else str(sender))


def _shown(text: RedactedText) -> dict[str, Any]:
    return {
        "text": text.text,
        "marks": [
            {"start": mark.start, "end": mark.end, "kind": mark.kind.value, "rule": mark.rule} for mark in text.marks
        ],
    }


def _no_number(word: str) -> NoReturn:
    raise _Unreadable(f"{word} is not JSON")


def _number(word: str) -> float:
    value = float(word)
    if math.isinf(value):
        raise _Unreadable("a number is too large")
    return value


class _Unreadable(ValueError):
    """A line that is JSON but not a conversation; its message is ours."""


def redaction_bench(settings: Settings | None) -> RedactionBench:
    """A bench under the configured rules, or those that are shipped. It needs no secrets file: its keys live as long as the
    process."""
    import secrets as random_source

    keys = Secrets(hmac_key=random_source.token_bytes(32), signing_key=random_source.token_bytes(32))
    if settings is not None:
        return RedactionBench(make_redactor(settings, keys)[0])
    shipped = Redaction()
    return RedactionBench(Redactor(load_packs(local=[]), keys, names=shipped.names, budget_s=shipped.message_budget))
