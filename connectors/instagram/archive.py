"""Reads Instagram's own export ("Download your information") in its JSON form, of every era known.

Zips given together are one export or several: threads and media are brought together first. Nothing is extracted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.model.capture import Batch, Quarantined
from archiver.model.channel import Channel
from connectors.base import Detected, Importer, ImportOptions, Source
from connectors.honesty import Item, gather
from connectors.instagram.export_public import PublicTranslator
from connectors.meta_export.importing import Import, closing, is_web_page, leftovers, prepare

_ROOT = re.compile(r"(^|/)your_instagram_activity/")
_FACEBOOK = re.compile(
    r"(^|/)(your_facebook_activity|your_activity_across_facebook|this_profile.s_activity_across_facebook"
    r"|comments_and_reactions)/|(^|/)posts/(your|profile)_"
)
_MEDIA = re.compile(
    r"(^|/)(?:media|content)/(posts|stories|reels|igtv_videos|archived_posts|other_content|recently_deleted_content)"
    r"(_[0-9]+)?\.json\Z"
)
_COMMENTS = re.compile(r"(^|/)comments/(post_comments|reels_comments|comments|hype)[^/]*\.json\Z")
_THREAD = re.compile(r"(^|/)message_[0-9]+\.(json|html?)\Z")
_KINDS = {
    "posts": "post",
    "stories": "story",
    "reels": "reel",
    "igtv_videos": "video",
    "archived_posts": "archived",
    "other_content": "other",
    "recently_deleted_content": "deleted",
}
_FOLDERS = ("media", "content", "comments")


def importer() -> Importer:
    """The importer of Instagram's exports."""
    return InstagramExport()


class InstagramExport:
    """Importer of Instagram's exports."""

    platform = "instagram"

    def detect(self, source: Source) -> Detected | None:
        score, pages, threads = 0.0, False, False
        for member in source.members:
            path = member.path
            if _FACEBOOK.search(path):
                return None
            if _ROOT.search(path) or _MEDIA.search(path) or member.archive.lower().startswith("instagram-"):
                score = max(score, 0.9)
            if _COMMENTS.search(path):
                score = max(score, 0.7)
            if _THREAD.search(path):
                threads = True
                score = max(score, 0.5)
            pages = pages or is_web_page(member, _FOLDERS)
        if not score and not pages:
            return None
        kind = "Instagram export"
        if pages and not any(member.path.endswith(".json") for member in source.members):
            kind += " as web pages (HTML)"
        return Detected(kind=kind + ("" if threads else ", without messages"), score=score or 0.4)

    def parse(self, source: Source, channel: Channel, options: ImportOptions) -> Iterator[Batch]:
        run = prepare(source, channel)
        yield from gather(_items(run), run.honesty, channel=channel, options=options, source=source.name)


def _items(run: Import) -> Iterator[tuple[str, Item]]:
    yield from run.messages()
    translate = PublicTranslator(people=run.people, media=run.media, honesty=run.honesty, public=run.public)
    read = []
    for member in run.source.members:
        media = _MEDIA.search(member.path)
        if not media and not _COMMENTS.search(member.path):
            continue
        read.append(member)
        for listed in run.lists.objects(member):
            if isinstance(listed, Quarantined):
                yield member.archive, listed
            elif media:
                yield from ((member.archive, item) for item in translate.post(listed, _KINDS[media.group(2)]))
            else:
                yield from ((member.archive, item) for item in translate.comment(listed))
    yield from run.web_pages([member for member in run.source.members if is_web_page(member, _FOLDERS)])
    yield from leftovers(run, read)
    closing(run.honesty)
