"""The record as a PDF: PDF/A-2a with tags, one pass, the same bytes for the same view and stamp."""

from __future__ import annotations

from typing import BinaryIO

from archiver.model.conversation import RecordView, Stamp
from exports.base import OpenImage


def export(view: RecordView, stream: BinaryIO, stamp: Stamp, images: OpenImage | None = None) -> None:
    """Write the record to a binary stream, front to back. Memory stays flat however many entries the view has.

    `images` opens the public images that may be shown in line (posts, where the channel allows it); none by default.
    Raises ValueError when the view cannot be written (a mark outside its text); what is in the stream is then void."""
    from exports.pdf.document import write_record  # ReportLab and HarfBuzz load only when a record is written

    write_record(view, stream, stamp, images)
