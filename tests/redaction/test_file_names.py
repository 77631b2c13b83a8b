"""Names that platforms and telephones give to files stay, in redaction and in the leak check; what people put in a name goes."""

from __future__ import annotations

import pytest

from archiver.redaction import Redactor, scan_for_leaks
from tests.redaction.talk import one

MADE = [
    "00000012-PHOTO-2026-02-14-09-04-00.jpg",
    "00000014-AUDIO-2026-02-14-09-04-00.opus",
    "IMG-20260214-WA0012.jpg",
    "VID-20260214-WA0012.mp4",
    "AUD-20260214-WA0012.opus",
    "PTT-20260214-WA0012.opus",
    "DOC-20260214-WA0012.pdf",
    "WhatsApp Image 2026-02-14 at 09.04.00.jpeg",
    "WhatsApp Image 2026-02-14 at 9.04.00 AM (1).jpeg",
    "DSC00012345.JPG",
    "IMG_20260214_090400.jpg",
    "PXL_20260214_090400123.jpg",
    "PXL_20260214_090400123.MP.jpg",
    "Screenshot_20260214-090400.png",
    "Screenshot 2026-02-14 at 09.04.00.png",
    "signal-2026-02-14-21-55-50-142.jpg",
    "video-1771012345.mp4",
]


@pytest.mark.parametrize("name", MADE)
def test_a_name_that_was_made_stays(redactor: Redactor, name: str) -> None:
    for text in (name, f"see {name} please", f"{name} (file attached)"):
        assert one(redactor, text) == text
        assert scan_for_leaks([text], redactor) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("021 555 0199.jpg", "[PHONE 1].jpg"),
        ("mere 123456782.pdf", "mere [CLIENT NUMBER 1].pdf"),
        ("dsc123456782.jpg", "dsc[CLIENT NUMBER 1].jpg"),
        ("video-0215550143.mp4", "video-[PHONE 1].mp4"),
        ("see IMG_20260214_090400.jpg and 021 555 0143", "see IMG_20260214_090400.jpg and [PHONE 1]"),
    ],
)
def test_a_number_that_someone_put_in_a_name_goes(redactor: Redactor, name: str, expected: str) -> None:
    assert one(redactor, name) == expected
    assert scan_for_leaks([name], redactor)


@pytest.mark.parametrize(
    "name",
    [
        "00123456-PHOTO-2026-13-44-09-04-00.jpg",
        "signal-2026-02-14-31-55-50-142.jpg",
        "video-1234567890.mp4",
        "IMG-20261344-WA0012.jpg",
    ],
)
def test_what_has_no_valid_date_or_time_is_no_such_name(redactor: Redactor, name: str) -> None:
    assert one(redactor, name) != name
