"""The simulated world in LinkedIn's JSON: an organisation's posts, comments with replies, and notifications about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from connectors.simulators.media import Medium
from connectors.simulators.world import Account, Comment, Person, Post

Json = dict[str, object]
KEPT = dt.timedelta(days=60)
_BASE = 7_000_000_000_000_000_000
_RESERVED = frozenset("|{}@[]()<>#\\*_~")


def ms(at: dt.datetime) -> int:
    """LinkedIn's times are whole milliseconds."""
    return int(at.timestamp() * 1000)


def person_urn(person: Person | None) -> str:
    """A member's URN: letters and digits without meaning."""
    return f"urn:li:person:Zz{person.number:06d}x" if person else "urn:li:person:Zz000000x"


def file_urn(medium: Medium) -> str:
    """The name of a post's file."""
    kind = medium.kind if medium.kind == "video" else "document" if medium.kind == "file" else "image"
    return f"urn:li:{kind}:C4E{medium.number}"


def little_text(text: str) -> str:
    """A post's words in the escaped form that LinkedIn gives them in."""
    return "".join(f"\\{each}" if each in _RESERVED else each for each in text)


class Objects:
    """Makes LinkedIn's objects of an account of the world."""

    def __init__(self, account: Account, link: Callable[[Medium], str]) -> None:
        self.account = account
        self._link = link

    @property
    def organization(self) -> str:
        return f"urn:li:organization:{2_000_000 + self.account.agency.number}"

    def share(self, post: Post) -> str:
        """The post's own name; odd ones are of the other kind that LinkedIn has."""
        return f"urn:li:{'ugcPost' if post.number % 2 else 'share'}:{_BASE + post.number}"

    def activity(self, post: Post) -> str:
        """The name that comments and notifications know the post by."""
        return f"urn:li:activity:{_BASE + 500_000_000 + post.number}"

    def comment(self, post: Post, comment: Comment) -> str:
        return f"urn:li:comment:({self.activity(post)},{_BASE + 900_000_000 + comment.number})"

    def posts(self) -> list[Post]:
        """The organisation's posts, last changed first."""
        mine = [post for post in self.account.posts if post.author is self.account.agency and post.removed is None]
        return sorted(mine, key=lambda post: (post.edited or post.at, post.number), reverse=True)

    def actor(self, person: Person | None) -> str:
        return self.organization if person is self.account.agency else person_urn(person)

    def post_json(self, post: Post) -> Json:
        made: Json = {
            "id": self.share(post),
            "author": self.organization,
            "commentary": little_text(post.text),
            "visibility": "PUBLIC",
            "lifecycleState": "PUBLISHED",
            "lifecycleStateInfo": {"isEditedByAuthor": post.edited is not None},
            "createdAt": ms(post.at),
            "publishedAt": ms(post.at),
            "lastModifiedAt": ms(post.edited or post.at),
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "isReshareDisabledByAuthor": False,
        }
        if post.media:
            medium = post.media[0]
            made["content"] = {"media": {"id": file_urn(medium), "altText": f"picture {medium.number}"}}
        return made

    def file_json(self, urn: str) -> Json | None:
        """What LinkedIn tells of a post's file when it is asked for by its name."""
        for post in self.posts():
            for medium in post.media:
                if file_urn(medium) == urn:
                    return {
                        "id": urn,
                        "owner": self.organization,
                        "status": "AVAILABLE",
                        "downloadUrl": self._link(medium),
                    }
        return None

    def comment_json(self, post: Post, comment: Comment) -> Json:
        actor = self.actor(comment.author)
        made: Json = {
            "id": str(_BASE + 900_000_000 + comment.number),
            "commentUrn": self.comment(post, comment),
            "object": self.activity(post),
            "actor": actor,
            "created": {"actor": actor, "time": ms(comment.at)},
            "lastModified": {"actor": actor, "time": ms(comment.edited or comment.at)},
            "message": {"attributes": [], "text": comment.text},
            "likesSummary": {"totalLikes": comment.number % 3, "likedByCurrentUser": False},
            "commentsSummary": {"totalFirstLevelComments": len(self.replies(post, comment))},
        }
        if comment.parent is not None:
            made["parentComment"] = self.comment(post, comment.parent)
        if comment.media:
            made["content"] = [
                {
                    "type": "IMAGE",
                    "url": self._link(medium),
                    "entity": {"image": f"urn:li:image:C4E{medium.number}"},
                }
                for medium in comment.media
            ]
        return made

    def replies(self, post: Post, parent: Comment | None) -> list[Comment]:
        """Comments below the post itself, or replies below one of them."""
        return [comment for comment in post.shown_comments if comment.parent is parent]

    def social_json(self, post: Post) -> Json:
        shown = post.shown_comments
        top = sum(comment.parent is None for comment in shown)
        reactions = {"LIKE": {"reactionType": "LIKE", "count": 5}, "EMPATHY": {"reactionType": "EMPATHY", "count": 2}}
        return {
            "entity": self.activity(post),
            "reactionSummaries": reactions,
            "commentsState": "OPEN",
            "commentSummary": {"count": len(shown), "topLevelCount": top},
        }

    def notifications(self, now: dt.datetime) -> Iterator[tuple[dt.datetime, Json]]:
        """What LinkedIn still tells: everything of the last sixty days."""
        for post in self.account.posts:
            if post.author is not self.account.agency:
                continue
            for comment in post.comments:
                by_agency = comment.author is self.account.agency
                told = [("ADMIN_COMMENT" if by_agency else "COMMENT", comment.at)]
                told += [("COMMENT_EDIT", comment.edited)] if comment.edited else []
                told += [("COMMENT_DELETE", comment.removed)] if comment.removed else []
                for action, at in told:
                    if now - KEPT < at <= now:
                        yield at, self._notification(post, comment, action, at)

    def _notification(self, post: Post, comment: Comment, action: str, at: dt.datetime) -> Json:
        number = _BASE + 900_000_000 + comment.number
        activity = self.activity(post).removeprefix("urn:li:")
        made: Json = {
            "notificationId": comment.number * 10 + len(action),
            "organizationalEntity": self.organization,
            "action": action,
            "sourcePost": self.activity(post),
            "decoratedSourcePost": {"entity": self.share(post), "owner": self.organization, "text": post.text},
            "generatedActivity": f"urn:li:comment:({activity},{number})",
            "lastModifiedAt": ms(at),
            "subscriber": person_urn(None),
        }
        if action != "COMMENT_DELETE":
            made["decoratedGeneratedActivity"] = {
                "comment": {
                    "entity": self.comment(post, comment),
                    "object": self.activity(post),
                    "owner": self.actor(comment.author),
                    "text": comment.text,
                }
            }
        return made
