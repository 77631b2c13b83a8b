"""The sheets of a record's workbook: which columns, how wide, which are printed."""

from __future__ import annotations

from exports.excel_design import Column, Design, Style

SENT = "Sent"
"""The word in the Direction column for what the agency wrote; those rows are shaded."""

_PROVENANCE = (
    Column(title="Identifier at the source", width=24, style=Style.FIXED),
    Column(title="First captured (UTC)", width=19, style=Style.UTC, repeats=True),
    Column(title="Came by", width=10, repeats=True),
    Column(title="Sealed original", width=40, style=Style.FIXED, repeats=True),
    Column(title="Place in the original", width=18),
)

CONVERSATION = Design(
    title="Conversation",
    columns=(
        Column(title="No.", width=7, style=Style.ENTRY),
        Column(title="Date and time", width=20, style=Style.MOMENT),
        Column(title="Offset from UTC", width=8, repeats=True),
        Column(title="Direction", width=10, repeats=True),
        Column(title="From", width=18, repeats=True),
        Column(title="To", width=18, repeats=True),
        Column(title="Text", width=66),
        Column(title="In reply to", width=24),
        Column(title="Attachments", width=26),
        Column(title="Reactions", width=13),
        Column(title="What became of it", width=24),
        Column(title="Notes", width=22, repeats=True),
        Column(title="Sent (UTC)", width=19, style=Style.UTC),
        Column(title="Received (UTC)", width=19, style=Style.UTC, repeats=True),
        Column(title="Links", width=34),
        Column(title="Kind", width=14, repeats=True),
        *_PROVENANCE,
    ),
    keys=6,
    told=11,
    printed=12,
    frozen=2,
    shade=(3, SENT),
)

POSTS = Design(
    title="Posts",
    columns=(
        *CONVERSATION.columns[:5],
        Column(title="Kind", width=14, repeats=True),
        Column(title="Text", width=66),
        Column(title="In reply to", width=24),
        Column(title="Attachments", width=26),
        Column(title="Reactions and counts", width=20),
        *CONVERSATION.columns[10:15],
        Column(title="Address of the item", width=34),
        *_PROVENANCE,
    ),
    keys=6,
    told=11,
    printed=12,
    frozen=2,
    shade=(3, SENT),
)

RECORD = Design(
    title="Record",
    columns=(
        Column(title="What", width=28, style=Style.LABEL),
        Column(title="Value", width=100),
    ),
    told=0,
    landscape=False,
    table=False,
)

VERSIONS = Design(
    title="Earlier versions",
    columns=(
        Column(title="No.", width=7, style=Style.ENTRY),
        Column(title="Version", width=9, style=Style.NUMBER),
        Column(title="First seen (UTC)", width=19, style=Style.UTC),
        Column(title="Last seen (UTC)", width=19, style=Style.UTC),
        Column(title="Sent (local time)", width=20, style=Style.MOMENT),
        Column(title="From", width=18, repeats=True),
        Column(title="Text as it was", width=72),
        Column(title="Attachments", width=26),
        Column(title="Notes", width=22, repeats=True),
        Column(title="Sealed original", width=40, style=Style.FIXED, repeats=True),
    ),
    keys=2,
    told=8,
)

MARKS = Design(
    title="Marks",
    columns=(
        Column(title="No.", width=7, style=Style.ENTRY),
        Column(title="Where", width=24, repeats=True),
        Column(title="Mark", width=26, repeats=True),
        Column(title="What it was", width=22, repeats=True),
        Column(title="Rule", width=24, style=Style.FIXED, repeats=True),
        Column(title="Confidence", width=12, style=Style.SHARE, repeats=True),
        Column(title="Reason", width=40, repeats=True),
        Column(title="Rule pack", width=18, repeats=True),
    ),
    told=6,
)

ATTACHMENTS = Design(
    title="Attachments",
    columns=(
        Column(title="No.", width=7, style=Style.ENTRY),
        Column(title="Of that item", width=9, style=Style.NUMBER),
        Column(title="Name", width=36),
        Column(title="Type", width=20, repeats=True),
        Column(title="Size in bytes", width=13, style=Style.NUMBER),
        Column(title="Held", width=32, repeats=True),
        Column(title="SHA-256 of the file", width=64, style=Style.FIXED),
        Column(title="Sealed original", width=44, style=Style.FIXED, repeats=True),
        Column(title="Description", width=36),
    ),
    keys=2,
    told=5,
)
