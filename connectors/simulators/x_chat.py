"""X's encrypted conversations in miniature: who and when in clear, what was said as something nobody here can read."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from connectors.simulators.wire import Reply
from connectors.simulators.world import Conversation
from connectors.simulators.x_objects import Json, Objects, snowflake, stamp, user_id


def chats(objects: Objects, conversations: Sequence[Conversation]) -> Reply:
    """The list of them."""
    data: list[Json] = []
    members: set[str] = set()
    for conversation in conversations:
        ends = [user_id(person) for person in (objects.account.agency, *conversation.people)]
        members.update(ends)
        data.append(
            {
                "id": objects.conversation_id(conversation),
                "type": "direct",
                "created_at": stamp(conversation.messages[0].at),
                "updated_at": stamp(conversation.updated),
                "participant_ids": ends,
            }
        )
    users = [user for number, user in objects.people().items() if number in members]
    body: Json = {"data": data, "includes": {"users": users}} if data else {}
    return Reply(value={**body, "meta": {"result_count": len(data), "has_more": False}})


def chat_events(objects: Objects, conversations: Sequence[Conversation], number: str) -> dict[str, Json] | None:
    """The events of one of them, by id; None when there is no such conversation."""
    for conversation in conversations:
        if objects.conversation_id(conversation) == number:
            break
    else:
        return None
    made: dict[str, Json] = {}
    for message in conversation.messages:
        event = snowflake(message.at, message.number)
        made[event] = {
            "id": event,
            "sender_id": user_id(message.sender),
            "conversation_id": number.replace("-", ":"),
            "created_at": stamp(message.at),
            "encoded_event": base64.b64encode(f"ciphertext {message.number}".encode()).decode(),
            "conversation_token": "token",
        }
    return made
