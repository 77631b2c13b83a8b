"""Reads Facebook's own export ("Download your information"), of a Page or a profile, of every era known.

Zips given together are one export or several: threads and media are brought together first. Nothing is extracted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.model.capture import Batch, Quarantined
from archiver.model.channel import Channel
from connectors.base import Detected, Importer, ImportOptions, Source
from connectors.facebook.export_posts import PostTranslator
from connectors.honesty import Item, gather
from connectors.meta_export.importing import Import, closing, is_web_page, leftovers, prepare

_ROOTS = re.compile(
    r"(^|/)(your_facebook_activity|your_activity_across_facebook|this_profile's_activity_across_facebook"
    r"|this_profile.s_activity_across_facebook)/"
)
_POSTS = re.compile(
    r"(^|/)posts/(your_posts|profile_posts|page_posts|posts|your_photos|uncategorized_photos|your_uncategorized_photos"
    r"|videos?|your_videos)[^/]*\.json\Z"
)
_MEDIA_LISTS = re.compile(r"(^|/)posts/(album/[0-9]+|your_photos|uncategorized|your_uncategorized|videos?|your_videos)")
_ALBUMS = re.compile(r"(^|/)posts/album/[0-9]+\.json\Z")
_COMMENTS = re.compile(r"(^|/)comments(_and_reactions)?/(your_)?comments[^/]*\.json\Z")
_GROUPS = re.compile(
    r"(^|/)groups/(your_posts_in_groups|your_comments_in_groups|group_posts_and_comments)[^/]*\.json\Z"
)
_THREAD = re.compile(r"(^|/)message_[0-9]+\.(json|html?)\Z")
_ENCRYPTED = re.compile(r"(^|/)messages/[^/]+_[0-9]+\.json\Z")
_INSTAGRAM = re.compile(r"(^|/)your_instagram_activity/|(^|/)content/posts_[0-9]+\.json\Z")


def importer() -> Importer:
    """The importer of Facebook's exports."""
    return FacebookExport()


class FacebookExport:
    """Importer of Facebook's exports."""

    platform = "facebook"

    def detect(self, source: Source) -> Detected | None:
        score, pages, threads = 0.0, False, False
        for member in source.members:
            path = member.path
            if _INSTAGRAM.search(path):
                return None
            if _ROOTS.search(path) or _is_public(path) or member.archive.lower().startswith("facebook-"):
                score = max(score, 0.9)
            if _THREAD.search(path) or _ENCRYPTED.search(path):
                threads = True
                score = max(score, 0.5)
            pages = pages or is_web_page(member, _FOLDERS)
        if not score and not pages:
            return None
        kind = "Facebook export" + (" of a Page" if any("this_profile" in m.path for m in source.members) else "")
        if pages and not any(_is_public(m.path) or m.path.endswith(".json") for m in source.members):
            kind += " as web pages (HTML)"
        return Detected(kind=kind + ("" if threads else ", without messages"), score=score or 0.4)

    def parse(self, source: Source, channel: Channel, options: ImportOptions) -> Iterator[Batch]:
        run = prepare(source, channel)
        yield from gather(_items(run), run.honesty, channel=channel, options=options, source=source.name)


_FOLDERS = ("posts", "comments_and_reactions", "comments", "groups", "album")


def _items(run: Import) -> Iterator[tuple[str, Item]]:
    yield from run.messages()
    translate = PostTranslator(people=run.people, media=run.media, honesty=run.honesty, public=run.public)
    public = sorted(
        (member for member in run.source.members if _is_public(member.path)),
        key=lambda member: bool(_MEDIA_LISTS.search(member.path)),
    )
    for member in public:
        for listed in run.lists.objects(member):
            if isinstance(listed, Quarantined):
                yield member.archive, listed
            else:
                yield from ((member.archive, item) for item in translate(listed))
    pages = [member for member in run.source.members if is_web_page(member, _FOLDERS)]
    yield from run.web_pages(pages)
    yield from leftovers(run, public)
    closing(run.honesty)


def _is_public(path: str) -> bool:
    return any(pattern.search(path) for pattern in (_POSTS, _ALBUMS, _COMMENTS, _GROUPS))
