"""Public images in line: small, described, stripped of what they carried; never in the way of a record."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest
from PIL import Image

from archiver.model.conversation import RecordView
from exports.pdf import export
from exports.pdfa.images import small_picture
from tests.exports.pdf.reading import opened, pdfium_pages, written
from tests.exports.views import AGENCY, STAMP, make_attachment, make_entry, make_record, make_view, posts_view


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 600), mode: str = "RGB", **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, 90 if mode == "L" else "teal").save(stream, kind, **options)
    return stream.getvalue()


def with_images(view: RecordView, images: Callable[[str], bytes | None]) -> bytes:
    stream = io.BytesIO()
    export(view, stream, STAMP, images)
    return stream.getvalue()


def pictures_in(content: bytes) -> list[tuple[int, int, bytes]]:
    """Width, height and encoded bytes of every image."""
    with opened(content) as pdf:
        return [
            (int(item.Width), int(item.Height), item.read_raw_bytes())
            for item in pdf.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]


def test_a_public_image_is_shown_small_and_described() -> None:
    content = with_images(posts_view(), lambda digest: picture())
    ((width, height, _),) = pictures_in(content)
    assert (width, height) == (720, 480)
    with opened(content) as pdf:
        (figure,) = [
            item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
        assert str(figure.Alt) == "Image poster.png: A closed door"


def test_a_post_of_a_picture_alone_still_says_who_and_when() -> None:
    record = make_record("", sender=AGENCY, attachments=(make_attachment("poster.png", media_type="image/png"),))
    content = with_images(make_view(entries=[make_entry(record)] * 9), lambda digest: picture())
    pages = pdfium_pages(content)
    assert sum(text.count("14:15:00 Example Agency") for text in pages) == 9
    assert len(pictures_in(content)) == 1


def test_no_image_is_shown_unless_it_may_be() -> None:
    assert with_images(posts_view(), lambda digest: None) == written(posts_view())
    assert pictures_in(written(posts_view())) == []


def test_what_a_photograph_carries_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at 12 Example Street"
    photograph = picture("JPEG", exif=exif.tobytes(), comment=b"private words")
    assert b"12 Example Street" in photograph
    ((_, _, raw),) = pictures_in(with_images(posts_view(), lambda digest: photograph))
    assert b"Example Street" not in raw
    assert b"private words" not in raw


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_every_usual_format_becomes_an_rgb_jpeg(kind: str) -> None:
    small = small_picture(picture(kind))
    assert small is not None
    with Image.open(io.BytesIO(small.content)) as again:
        assert (again.format, again.mode) == ("JPEG", "RGB")


@pytest.mark.parametrize("mode", ["L", "RGBA", "P", "1", "LA"])
def test_every_mode_is_shown(mode: str) -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).convert(mode).save(stream, "PNG")
    assert small_picture(stream.getvalue()) is not None


def test_a_print_colour_picture_is_converted() -> None:
    small = small_picture(picture("JPEG", mode="CMYK"))
    assert small is not None
    assert (small.width, small.height) == (720, 480)


@pytest.mark.parametrize(
    "content",
    [b"", b"not a picture", picture()[:200], picture("JPEG")[:300], b"%!PS-Adobe-3.0 EPSF-3.0\n", picture("BMP")],
    ids=["empty", "text", "cut png", "cut jpeg", "postscript", "bmp"],
)
def test_what_cannot_be_read_is_left_to_its_line(content: bytes) -> None:
    assert small_picture(content) is None
    assert with_images(posts_view(), lambda digest: content) == written(posts_view())


def test_a_picture_too_large_to_decode_is_not_decoded() -> None:
    stream = io.BytesIO()
    Image.new("1", (9000, 9000)).save(stream, "PNG")
    assert small_picture(stream.getvalue()) is None


def test_the_same_picture_twice_is_stored_once() -> None:
    view = posts_view()
    twice = type(view)(heading=view.heading, entries=[*view.entries, *view.entries])
    assert len(pictures_in(with_images(twice, lambda digest: picture()))) == 1
