"""A Facebook Page's export: threads in several folders and files, posts with pictures, the Page's own comments."""

from __future__ import annotations

from connectors.samples.files import Files, picture
from connectors.samples.meta import as_json, thread
from connectors.samples.world import AGENCY, World

_TOP = "this_profile's_activity_across_facebook"


def files(world: World) -> Files:
    """The export's files."""
    made: dict[str, bytes] = {
        "personal_information/profile_information/profile_information.json": as_json(
            {"profile_v2": {"name": {"full_name": AGENCY}, "registration_timestamp": 1_300_000_000}}
        )
    }
    for place, talk in enumerate(world.talks("facebook")):
        folder = "archived_threads" if place == 1 else "inbox"
        made.update(thread(talk, f"{_TOP}/messages/{folder}", parts=2 if place == 0 else 1))
    posts = []
    for post in reversed(world.posts("facebook")):
        at = int(post.at.timestamp())
        item: dict[str, object] = {
            "timestamp": at,
            "data": [{"post": post.text}, {"update_timestamp": at}],
            "title": f"{AGENCY} updated its status.",
        }
        if post.picture:
            uri = f"{_TOP}/posts/media/{post.number}.png"
            made[uri] = picture(40 * post.number)
            media = {"uri": uri, "creation_timestamp": at, "title": "Photo", "description": post.text}
            item["attachments"] = [{"data": [{"media": media}]}]
        posts.append(item)
    made[f"{_TOP}/posts/profile_posts_1.json"] = as_json(posts)
    at = int(world.posts("facebook")[0].at.timestamp()) + 4000
    made[f"{_TOP}/comments_and_reactions/comments.json"] = as_json(
        {
            "comments_v2": [
                {
                    "timestamp": at,
                    "title": f"{AGENCY} replied to Aroha Ngata's comment.",
                    "data": [
                        {"comment": {"timestamp": at, "comment": "Kia ora! From 9 am on Monday.", "author": AGENCY}}
                    ],
                }
            ]
        }
    )
    return made
