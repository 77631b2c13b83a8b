"""Post pictures: small, without what the camera wrote, only the agency's own, and only where the channel wants them."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from archiver.pipeline.pictures import SIDE, Pictures, small_copy
from connectors.samples import ACCOUNTS, write_sample
from tests.e2e.archives import answer, new_archive


def _photo(width: int = 2000, height: int = 1000) -> bytes:
    picture = Image.new("RGB", (width, height), (20, 120, 200))
    exif = Image.Exif()
    exif[0x010F] = "A camera's maker"
    exif[0x8825] = {1: "S", 2: (41.0, 17.0, 0.0)}
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_copy_is_small_and_bears_nothing_of_the_camera() -> None:
    copy = small_copy(_photo())
    assert copy is not None
    with Image.open(io.BytesIO(copy)) as picture:
        assert max(picture.size) == SIDE
        assert not picture.getexif()
    assert b"camera" not in copy


def test_what_is_no_picture_is_not_kept(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    for content in (b"", b"%PDF-1.7", b"\xff\xd8\xff broken", b"<svg onload='x'/>"):
        assert not pictures.keep("fb", "a" * 64, content)
    assert pictures.find(["fb"], "a" * 64) is None
    assert pictures.find(["fb"], "../../etc/passwd") is None


def test_only_a_channel_that_wants_them_shows_post_pictures(tmp_path: Path, tool: Callable[..., Path]) -> None:
    export = write_sample("facebook", tmp_path / "facebook.zip")
    images = {}
    for wanted in (False, True):
        config = new_archive(tmp_path / str(wanted), formats='["pdf"]', accounts={"fb": ACCOUNTS["facebook"]})
        if wanted:
            text = config.read_text()
            config.write_text(text.replace("[channels.fb]\n", "[channels.fb]\npost_images = true\n"))
        _, report = answer("import", export, "--channel", "fb", config=config)
        assert report["reconciliation"]["balanced"] is True
        archive = config.parent / "archive"
        shown = 0
        for path in (archive / "records" / "fb" / "posts").glob("*.pdf"):
            listed = subprocess.run([tool("pdfimages"), "-list", path], capture_output=True, text=True, check=True)
            shown += len(listed.stdout.splitlines()[2:])
        images[wanted] = (shown, len(list(archive.glob("pictures/*/*.jpg"))))
        code, checked = answer("verify", "--full", config=config)
        assert (code, checked["findings"]) == (0, [])
    assert images[False] == (0, 0)
    assert images[True][0] > 0
    assert images[True][1] > 0
