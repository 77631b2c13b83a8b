"""What is asked of X, in the two vocabularies it has had: before and after tweets became posts.

Whether the live service still takes the older words is not documented. The older ones are tried first; when a 400 names one
of them, the other set is used, and the choice is remembered with the place of the walk. Answers are read in either.
"""

from __future__ import annotations

from dataclasses import dataclass

USER_FIELDS = ("id", "name", "username", "created_at", "verified", "protected", "profile_image_url")
MEDIA_FIELDS = (
    *("media_key", "type", "url", "preview_image_url", "variants", "alt_text", "width", "height", "duration_ms"),
)
POLL_FIELDS = ("id", "options", "end_datetime", "voting_status", "duration_minutes")
CHAT_EVENT_FIELDS = (
    *("id", "sender_id", "conversation_id", "created_at", "encoded_event", "conversation_token"),
    *("message_event_signature", "previous_id", "is_trusted"),
)
CHAT_FIELDS = ("id", "type", "created_at", "updated_at", "group_name")
_COMMON_POST = (
    *("id", "text", "created_at", "conversation_id", "attachments", "entities", "edit_controls", "lang", "source"),
    *("possibly_sensitive", "reply_settings", "public_metrics", "withheld", "context_annotations", "geo"),
)
_COMMON_MESSAGE = ("id", "text", "event_type", "created_at", "dm_conversation_id", "attachments", "entities")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One vocabulary. `words` are those that a refusal of it would name."""

    name: str
    post_parameter: str
    post_fields: tuple[str, ...]
    post_expansions: tuple[str, ...]
    message_fields: tuple[str, ...]
    message_expansions: tuple[str, ...]
    words: tuple[str, ...]

    def posts(self) -> dict[str, str]:
        """Parameters of a list or look-up of posts."""
        return {
            self.post_parameter: ",".join(self.post_fields),
            "expansions": ",".join(self.post_expansions),
            "user.fields": ",".join(USER_FIELDS),
            "media.fields": ",".join(MEDIA_FIELDS),
            "poll.fields": ",".join(POLL_FIELDS),
        }

    def messages(self) -> dict[str, str]:
        """Parameters of a list of private messages."""
        return {
            "dm_event.fields": ",".join(self.message_fields),
            "expansions": ",".join(self.message_expansions),
            "user.fields": ",".join(USER_FIELDS),
            "media.fields": ",".join(MEDIA_FIELDS),
            self.post_parameter: ",".join(self.post_fields),
        }


OLD = Dialect(
    name="tweet",
    post_parameter="tweet.fields",
    post_fields=(
        *_COMMON_POST,
        *("author_id", "in_reply_to_user_id", "referenced_tweets", "edit_history_tweet_ids", "note_tweet"),
    ),
    post_expansions=(
        *("author_id", "attachments.media_keys", "attachments.poll_ids", "referenced_tweets.id"),
        *("referenced_tweets.id.author_id", "referenced_tweets.id.attachments.media_keys", "in_reply_to_user_id"),
        *("edit_history_tweet_ids", "geo.place_id"),
    ),
    message_fields=(*_COMMON_MESSAGE, "sender_id", "participant_ids", "referenced_tweets"),
    message_expansions=("sender_id", "participant_ids", "attachments.media_keys", "referenced_tweets.id"),
    words=("tweet.fields", "referenced_tweets", "edit_history_tweet_ids", "note_tweet"),
)
NEW = Dialect(
    name="post",
    post_parameter="post.fields",
    post_fields=(*_COMMON_POST, "note_post"),
    post_expansions=(
        *("author_id", "attachments.media_keys", "attachments.poll_ids", "referenced_posts", "in_reply_to_user_id"),
        *("edit_history_post_ids", "geo.place_id"),
    ),
    message_fields=_COMMON_MESSAGE,
    message_expansions=("sender_id", "participant_ids", "attachments.media_keys", "referenced_posts"),
    words=("post.fields", "referenced_posts", "edit_history_post_ids", "note_post"),
)
DIALECTS = {dialect.name: dialect for dialect in (OLD, NEW)}
_SHARED_FIELDS = ("author_id", "in_reply_to_user_id", "sender_id", "participant_ids")
"""Words of the older set that are fields no more: a refusal may name one of these alone."""


def other(dialect: Dialect) -> Dialect:
    """The vocabulary that is not this one."""
    return NEW if dialect is OLD else OLD


def is_refused(dialect: Dialect, words: str) -> bool:
    """Whether a 400's words name something of this vocabulary."""
    return any(word in words for word in dialect.words) or (
        dialect is OLD and any(word in words for word in _SHARED_FIELDS)
    )
