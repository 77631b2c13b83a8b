"""An Instagram account's export: threads, posts with their pictures, a story, the account's own comments."""

from __future__ import annotations

from connectors.samples.files import Files, picture
from connectors.samples.meta import as_json, thread
from connectors.samples.world import AGENCY, HANDLE, World

_TOP = "your_instagram_activity"


def files(world: World) -> Files:
    """The export's files."""
    made: dict[str, bytes] = {
        "personal_information/personal_information/personal_information.json": as_json(
            {"profile_user": [{"string_map_data": {"Name": {"value": AGENCY}, "Username": {"value": HANDLE}}}]}
        )
    }
    for talk in world.talks("instagram"):
        made.update(thread(talk, f"{_TOP}/messages/inbox"))
    posts = []
    for post in reversed(world.posts("instagram")):
        uri = f"media/posts/{post.at:%Y%m}/{17_900_000_000_000_000 + post.number}.png"
        made[uri] = picture(30 + 35 * post.number)
        at = int(post.at.timestamp())
        posts.append({"media": [{"uri": uri, "creation_timestamp": at, "title": post.text, "media_metadata": {}}]})
    made[f"{_TOP}/media/posts_1.json"] = as_json(posts)
    first = world.posts("instagram")[0]
    uri = f"media/stories/{first.at:%Y%m}/17900000000000099.png"
    made[uri] = picture(200)
    story = {"uri": uri, "creation_timestamp": int(first.at.timestamp()) + 600, "title": "", "media_metadata": {}}
    made[f"{_TOP}/media/stories.json"] = as_json({"ig_stories": [story]})
    made[f"{_TOP}/comments/post_comments_1.json"] = as_json(
        [
            {
                "media_list_data": [{"uri": ""}],
                "string_map_data": {
                    "Comment": {"href": "", "value": "Ngā mihi, see you there!", "timestamp": 0},
                    "Media Owner": {"href": "", "value": HANDLE, "timestamp": 0},
                    "Time": {"href": "", "value": "", "timestamp": int(first.at.timestamp()) + 900},
                },
            }
        ]
    )
    return made
