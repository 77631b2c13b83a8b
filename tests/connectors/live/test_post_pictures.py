"""The agency's own post pictures come from the platform without a type or a telling name, and are shown all the same."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from archiver.pipeline.report import ChannelReport
from archiver.wiring.running import open_parts
from config.settings import Settings
from connectors.simulators import Simulation


@pytest.mark.parametrize("wanted", [True, False])
def test_live_post_pictures_are_shown_where_the_channel_wants_them(
    wanted: bool,
    sim: Simulation,
    configured: Callable[..., Settings],
    run_night: Callable[[Settings], dict[str, ChannelReport]],
    tool: Callable[..., object],
) -> None:
    settings = configured(*(["post_images = true"] if wanted else []), formats='["pdf"]')
    first = run_night(settings)
    assert first["our-facebook"].error is None
    for platform in sim.platforms:
        own = [post for post in sim.account(platform).shown_posts if post.author is sim.account(platform).agency]
        with_picture = sum(any(medium.kind == "image" for medium in post.media) for post in own)
        assert with_picture > 0
        folder = settings.archive_path / "records" / f"our-{platform}" / "posts"
        shown = 0
        for path in folder.glob("*.pdf"):
            listed = subprocess.run([str(tool("pdfimages")), "-list", path], capture_output=True, text=True, check=True)
            shown += len(listed.stdout.splitlines()[2:])
        assert shown >= with_picture if wanted else shown == 0, platform
    kept = list(settings.archive_path.glob("pictures/*/*.jpg"))
    assert bool(kept) is wanted
    again = run_night(settings)
    assert [report.counts.revised for report in again.values()] == [0, 0], "what the file tells makes no other state"


def test_pictures_of_comments_and_messages_are_never_copied(
    sim: Simulation,
    configured: Callable[..., Settings],
    run_night: Callable[[Settings], dict[str, ChannelReport]],
) -> None:
    settings = configured("post_images = true")
    run_night(settings)
    account = sim.account("facebook")
    own = sum(len(post.media) for post in account.shown_posts if post.author is account.agency)
    assert len(list(settings.archive_path.glob("pictures/our-facebook/*.jpg"))) <= own
    with open_parts(settings) as parts:
        assert parts.store.totals(next(name for name in parts.channels if name == "our-facebook")).records["post"] > 0
