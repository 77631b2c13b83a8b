"""What each platform never gives to us, whatever we ask: printed on the last page of every record of it.

One sentence each, in words for a reader of the record. Source of each fact: the platforms' own documentation, gathered in
docs/channels/.
"""

from __future__ import annotations

CANNOT: dict[str, tuple[str, ...]] = {
    "facebook": (
        "When a message was received or read.",
        "Which member of staff wrote for the agency: the platform shows the account only.",
        "That a message was edited or withdrawn, unless the text changed between two captures.",
        "The time at which a comment was edited.",
        "Posts that expired before they were captured.",
    ),
    "instagram": (
        "When a message was received or read.",
        "Which member of staff wrote for the agency: the platform shows the account only.",
        "Messages older than the twenty newest of a conversation at the time of capture, unless an export was imported.",
        "Conversations in the requests folder that were inactive for thirty days.",
        "Comments by restricted accounts and comments on advertisements.",
    ),
    "x": (
        "When a message was received or read.",
        "Which member of staff wrote for the agency: the platform shows the account only.",
        "Private messages older than thirty days at the time of capture, unless an archive was imported.",
        "The content of encrypted conversations.",
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
