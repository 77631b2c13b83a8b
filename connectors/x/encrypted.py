"""Counts and seals what X keeps encrypted end to end: that it exists is a record, what it says only the account's own
keys can tell. Nothing is decrypted here; the sealed answers hold the ciphertext and the key events as they came.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from archiver.errors import PlatformChanged, PlatformUnavailable
from archiver.model.capture import Batch, Gap, Quarantined
from connectors.answers import Answer
from connectors.drafts import Draft
from connectors.failures import Failures
from connectors.fields import Fields, fields_of, list_of, objects_of, text_of
from connectors.level import Level
from connectors.x.dialect import CHAT_EVENT_FIELDS, CHAT_FIELDS, USER_FIELDS
from connectors.x.limits import Wait
from connectors.x.parse_messages import conversation_id, encrypted_of
from connectors.x.session import MoneySpent, Session
from connectors.x.troubles import Kind, Trouble

EDGE = "encrypted"
PAGE = 100
UNKNOWN = "X does not tell whether there are encrypted conversations"


class Encrypted:
    """The encrypted conversations of one capture. Each has a cursor of its own: `encrypted:<id>`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._members: dict[str, dict[str, None]] = {}
        self._unreadable = 0
        self._failures = Failures()

    def run(self) -> Iterator[Batch | Wait]:
        """Every conversation that changed since it was last walked to its end."""
        session = self._session
        token, tokens, listed = "", set[str](), set[str]()
        while True:
            params = {
                "chat_conversation.fields": ",".join(CHAT_FIELDS),
                "expansions": "participant_ids",
                "user.fields": ",".join(USER_FIELDS),
                "max_results": str(PAGE),
            }
            if token:
                params["pagination_token"] = token
            answer, trouble = yield from session.page("chat/conversations", "2/chat/conversations", params)
            if trouble is not None:
                yield from self._refused(trouble, answer)
                return
            body = fields_of(answer.value)
            users = objects_of(fields_of(body.get("includes")).get("users"))
            session.people.learn(users)
            session.costs.read("person", [text_of(user, "id") for user in users])
            found = objects_of(body.get("data"))
            session.count("encrypted_conversations", len(found))
            token = text_of(fields_of(body.get("meta")), "next_token")
            loops = token in tokens
            listed |= {conversation_id(each) for each in found}
            yield session.counted(self._list_page(answer, found, loops=loops))
            for conversation in found:
                if conversation_id(conversation):
                    yield from self._conversation(conversation)
            if not token or loops:
                break
            tokens.add(token)
        self._failures.conclude()
        if not loops:
            yield session.counted(self._level(len(listed)))
        if self._unreadable:
            note = (
                f"{self._unreadable} encrypted messages: recorded as unreadable, kept sealed, "
                "readable only with the account's own keys"
            )
            yield session.counted(session.batch(EDGE, (), notes=(note,)))

    def _list_page(self, answer: Answer, found: list[Fields], *, loops: bool) -> Batch:
        bad = tuple(
            Quarantined(
                source=EDGE, place=f"conversations, data[{at}]", reason="an encrypted conversation without an id"
            )
            for at, each in enumerate(found)
            if not conversation_id(each)
        )
        reason = "X's pages of encrypted conversations go round in a circle; the list ended early"
        gaps = (Gap(reason=reason, edge=EDGE, key=f"{EDGE}:circle"),) if loops else ()
        return self._session.batch(EDGE, (answer.exchange,), quarantined=bad, gaps=gaps, closed=(f"{EDGE}:unknown",))

    def _level(self, now: int) -> Batch:
        """The end of the list: an incident when it has shrunk without a reason."""
        session, key = self._session, f"{EDGE}:silence"
        before = Level.read(session.context.cursors.get(EDGE))
        level, incident = before.after(now, is_open=session.is_open(key))
        reason = f"X listed {now} encrypted conversations, before {before.listed}"
        gaps = (Gap(reason=reason, edge=EDGE, key=key),) if incident else ()
        closed = (f"{EDGE}:circle",) if incident else (f"{EDGE}:circle", key)
        return session.batch(EDGE, gaps=gaps, closed=closed, cursor=level.text())

    def _refused(self, trouble: Trouble, answer: Answer) -> Iterator[Batch]:
        session, exchanges = self._session, (answer.exchange,)
        if trouble.kind in (Kind.PERMISSION, Kind.GONE, Kind.PARAMETER):
            # Not every application is given this part; the channel is no worse for it, but it is not known to be complete.
            gap = Gap(reason=f"{UNKNOWN}: {trouble.reason}", edge=EDGE, key=f"{EDGE}:unknown")
            yield session.counted(session.batch(EDGE, exchanges, gaps=(gap,)))
            return
        yield from session.failed(EDGE, trouble, exchanges)

    def _conversation(self, conversation: Fields) -> Iterator[Batch | Wait]:
        session = self._session
        number = conversation_id(conversation)
        edge = f"{EDGE}:{number}"
        updated = text_of(conversation, "updated_at")
        kept = _kept(session.context.cursors.get(edge, ""))
        if updated and kept == updated and not session.is_open(edge):
            return
        members = [each for each in list_of(conversation.get("participant_ids")) if isinstance(each, str)]
        self._members.setdefault(number, {}).update(dict.fromkeys(members))
        token, tokens = "", set[str]()
        while True:
            params = {"chat_message_event.fields": ",".join(CHAT_EVENT_FIELDS), "max_results": str(PAGE)}
            if token:
                params["pagination_token"] = token
            path = f"2/chat/conversations/{number}/events"
            answer, trouble = yield from session.page("chat/events", path, params)
            if trouble is not None:
                if trouble.kind in (Kind.PERMISSION, Kind.GONE, Kind.PARAMETER):
                    gap = Gap(reason=f"an encrypted conversation: {trouble.reason}", edge=EDGE, key=edge)
                    yield session.counted(session.batch(EDGE, (answer.exchange,), gaps=(gap,)))
                    return
                yield from self._broken(trouble, answer, edge)
                return
            body = fields_of(answer.value)
            drafts, bad = self._read(body)
            token = text_of(fields_of(body.get("meta")), "next_token")
            # The order of events is not documented, so known ones do not end the walk; the list's end does.
            loops = token in tokens
            tokens.add(token)
            gaps: tuple[Gap, ...] = ()
            if loops:
                reason = "X's pages of an encrypted conversation go round in a circle; the walk ended early"
                gaps = (Gap(reason=reason, edge=EDGE, key=edge),)
            closed, cursor = ((), None) if token else ((edge,), json.dumps({"updated": updated}))
            base = session.batch(edge, (answer.exchange,), quarantined=bad, gaps=gaps, closed=closed, cursor=cursor)
            yield from session.took(drafts, base)
            if not token or loops:
                self._failures.well()
                return

    def _broken(self, trouble: Trouble, answer: Answer, edge: str) -> Iterator[Batch]:
        """A conversation that X does not answer for costs no other; what ends the run is raised."""
        session = self._session
        try:
            yield from session.failed(EDGE, trouble, (answer.exchange,))
        except (PlatformUnavailable, PlatformChanged) as error:
            if isinstance(error, MoneySpent):
                raise
            gap = Gap(reason=f"an encrypted conversation: {trouble.reason}", edge=EDGE, key=edge)
            yield session.counted(session.batch(EDGE, gaps=(gap,)))
            self._failures.failed(error)

    def _read(self, body: Fields) -> tuple[list[Draft], tuple[Quarantined, ...]]:
        session = self._session
        drafts, bad = [], []
        for at, item in enumerate(list_of(body.get("data"))):
            found = encrypted_of(item, session.people, self._members, source=EDGE, place=f"data[{at}]")
            if isinstance(found, Quarantined):
                bad.append(found)
                continue
            drafts.append(found)
        drafts.sort(key=lambda draft: draft.record.sent.utc.timestamp() if draft.record.sent else 0.0)
        new = sum(not session.context.knows(draft.record.source_id) for draft in drafts)
        self._unreadable += new
        session.count("encrypted_messages_unreadable", new)
        session.count("encrypted_key_events", len(list_of(fields_of(body.get("meta")).get("conversation_key_events"))))
        return drafts, tuple(bad)


def _kept(cursor: str) -> str:
    try:
        return text_of(fields_of(json.loads(cursor)), "updated") if cursor else ""
    except (ValueError, RecursionError):
        return ""
