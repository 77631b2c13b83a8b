"""What each platform never gives to us, whatever we ask: printed on the last page of every record of it.

The one place for these sentences: the live connectors' `cannot` and the records take them from here, and nothing here loads
a connector. One sentence each, in words for a reader of the record. Source of each fact: the platforms' own documentation.
"""

from __future__ import annotations

CANNOT: dict[str, tuple[str, ...]] = {
    "facebook": (
        "When a message was received or read.",
        "Which member of staff wrote for the agency: the platform shows the account only.",
        "That a comment or message was edited, and when, unless its words changed between two captures; nor that it was "
        "deleted: what is no longer returned is recorded as that, never as deleted.",
        "An edit or removal that was undone between two captures, or that came before the first one.",
        "More than about 600 posts a year: older or left-out posts come from the Page's own export.",
        "Stories, ratings, comments on a live video while it is on air, and who reacted.",
        "Messages of a kind that the platform does not give through its interface: only that they exist.",
        "Ids of messages that came by export alone: equal messages of one moment are told apart by their order.",
    ),
    "instagram": (
        "When a message was received or read.",
        "Which member of staff wrote for the agency: the platform shows the account only.",
        "Messages older than the twenty newest of a conversation at the time of capture: they are recorded as existing until "
        "the account's export is imported.",
        "Whether a message was deleted: the platform says so of all that it does not give, so none is recorded as deleted on "
        "that word.",
        "Conversations in the requests folder that were inactive for thirty days, group chats, and edits.",
        "Comments by restricted accounts, on advertisements and on age-restricted posts: they are counted but not given.",
        "Stories that no capture fell upon: they are gone after 24 hours.",
        "Ids of messages that came by export alone: equal messages of one moment are told apart by their order.",
    ),
    "x": (
        "When a message was received or read.",
        "Which member of staff wrote for the agency: the platform shows the account only.",
        "Private messages older than thirty days at the time of capture, unless an archive was imported.",
        "The content of encrypted conversations.",
        "Replies that do not name the account, unless a capture within seven days found them below one of its newer posts.",
    ),
    "linkedin": (
        "When a message was received or read.",
        "Private messages, except through the member's own data export.",
        "An id of each message: equal messages of one second are told apart by their order.",
        "The names of people who comment, where the platform withholds them.",
    ),
    "whatsapp": (
        "A time zone: the export's times are the telephone's, read here as the agency's local time.",
        "When a message was delivered or read.",
        "An id of each message: equal messages of one minute or second are told apart by their order.",
        "Reactions, and the text of deleted messages.",
        "Who wrote for the agency: the export shows the name the agency's messages carry.",
    ),
}
"""Platform -> sentences."""
