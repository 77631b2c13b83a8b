"""index.html at the root of the archive: finds a record in any browser, without this program, a server or a network.

One file holds the index, a search box and links to the records. Its content policy forbids every request and every
script but its own; names go in as JSON that cannot end its element.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Iterable
from typing import BinaryIO
from zoneinfo import ZoneInfo

from archiver.model.conversation import IndexRow, Stamp
from exports.clean import one_line
from exports.moments import local_date, when_words
from exports.walkaway_page import FORM, SCRIPT, STYLE

_RECORDS = "records/"


def write_html(
    rows: Iterable[IndexRow], stream: BinaryIO, *, zone: ZoneInfo, stamp: Stamp, agency: str, names: bool = True
) -> None:
    """Write the page, streaming the rows in the order given. Same rows and stamp, same bytes.

    `names` says whether the rows hold names (False: they come from reference_index.pseudonymous). A file outside
    records/ gets no link. `#q=words` behind the page's address searches at once.
    """
    title = f"Social media records of {one_line(agency)}"
    made = f"Made {when_words(stamp.made, zone)} by {one_line(stamp.software)}."
    policy = (
        f"default-src 'none'; script-src '{_hash(SCRIPT)}'; style-src '{_hash(STYLE)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    stream.write(
        (
            '<!DOCTYPE html>\n<html lang="en-NZ">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy, quote=True)}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
            f"<title>{html.escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
            f"<h1>{html.escape(title)}</h1>\n<p>{_told(names)}</p>\n"
            f'<p class="quiet">{html.escape(made)} Dates are local dates of {html.escape(zone.key)}.</p>\n'
            f'{FORM}<script type="application/json" id="rows">['
        ).encode()
    )
    for at, row in enumerate(rows):
        stream.write((("," if at else "") + "\n" + _json(row, zone)).encode())
    stream.write(f"\n]</script>\n<script>{SCRIPT}</script>\n</body>\n</html>\n".encode())


def _told(names: bool) -> str:
    if names:
        return (
            "Every record in this folder, by name and date. It names people who wrote to the agency: keep it as "
            "restricted as the records themselves. Sealed originals are in the folder <b>originals</b>, fixity and "
            "time stamps in <b>proof</b>."
        )
    return "Every record, without names. The record number finds a record in the full index."


def _json(row: IndexRow, zone: ZoneInfo) -> str:
    values = (
        row.number,
        row.kind.value,
        one_line(row.channel_name),
        one_line(row.correspondent),
        "; ".join(map(one_line, row.formerly)),
        local_date(row.began, zone).isoformat(),
        local_date(row.ended, zone).isoformat(),
        row.messages,
        row.edition,
        row.status.value,
        one_line(row.title),
        _linked(row.files),
        _linked(row.superseded),
    )
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    # Inside a script element only `<` could end it or begin a comment.
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _linked(files: tuple[str, ...]) -> list[str]:
    return [path for path in files if path.startswith(_RECORDS) and ".." not in path.split("/")]


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
