"""A LinkedIn member's export: messages with all columns, shares, comments, a file that begins with a preamble."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

from connectors.samples.files import Files
from connectors.samples.world import AGENCY, World

ACCOUNT = AGENCY
_COLUMNS = (
    *("CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO", "RECIPIENT PROFILE URLS", "DATE"),
    *("SUBJECT", "CONTENT", "FOLDER", "ATTACHMENTS"),
)


def files(world: World) -> Files:
    """The export's files."""
    rows = []
    for talk in world.talks("linkedin"):
        for line in reversed(talk.lines):
            other = talk.people[0]
            to = other if line.sender == AGENCY else AGENCY
            rows.append(
                (
                    f"2-{10_000 + talk.number}==",
                    "",
                    line.sender,
                    _profile(line.sender),
                    to,
                    _profile(to),
                    _utc(line.at),
                    "",
                    line.text.replace("\n", " "),
                    "INBOX",
                    "",
                )
            )
    posts = world.posts("linkedin")
    shares = [
        (
            _stamp(post.at),
            f"https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A{7_000_000 + post.number}",
            post.text,
            "",
            "",
            "MEMBER_NETWORK",
        )
        for post in reversed(posts)
    ]
    comment = (
        _stamp(posts[0].at + dt.timedelta(hours=5)),
        "https://www.linkedin.com/feed/update/urn%3Ali%3Aactivity%3A7000077",
        "Ngā mihi to all who came!",
    )
    connections = (
        'Notes:\r\n"When exporting your connection data, you may notice that some addresses are missing."\r\n\r\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\r\n"
    )
    return {
        "messages.csv": _csv(_COLUMNS, rows),
        "Shares.csv": _csv(("Date", "ShareLink", "ShareCommentary", "SharedUrl", "MediaUrl", "Visibility"), shares),
        "Comments.csv": _csv(("Date", "Link", "Message"), [comment]),
        "Connections.csv": connections.encode(),
    }


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue().encode()


def _profile(name: str) -> str:
    return "https://www.linkedin.com/in/" + name.lower().replace(" ", "-").encode("ascii", "ignore").decode()


def _utc(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S UTC")


def _stamp(at: dt.datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")
