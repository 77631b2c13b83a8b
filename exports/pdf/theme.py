"""How a page looks: its measures, type and tones. Lengths are in points from the page's lower left corner.

Calm on purpose: one family, two weights, black and two greys, so that a grey print loses nothing. A4, because that is
the paper the agency prints on.
"""

from __future__ import annotations

from typing import NamedTuple

from exports.text.faces import Face, bundled_faces

PAGE = (595.28, 841.89)
LEFT = 60.0
RIGHT = PAGE[0] - 60.0
TOP = PAGE[1] - 80.0
BOTTOM = 72.0
HEADER_LINE = PAGE[1] - 50.0
FOOTER_LINE = 44.0
BODY = LEFT + 58.0
"""Where a message's words begin; the time stands to its left."""
NUMBER_ROOM = 34.0
"""Kept free to the right of a sender's name for the entry's number."""
STEP = 18.0
"""How much further in an answer to a post stands."""
MOST_STEPS = 6

INK = "0.1 g"
SOFT = "0.36 g"
HAIRLINE = 0.78
BAR = 0.55


class Style(NamedTuple):
    """Type for one kind of text: sizes in points, `ink` as the operator that sets it."""

    face: Face
    size: float
    leading: float
    ink: str = INK


class Styles:
    """Every kind of text a record uses."""

    def __init__(self) -> None:
        faces = bundled_faces()
        regular, bold = faces.regular, faces.bold
        self.faces = faces
        self.kicker = Style(regular, 8.5, 12.0, SOFT)
        self.title = Style(bold, 19.0, 24.0)
        self.heading = Style(bold, 12.5, 17.0)
        self.day = Style(bold, 10.0, 14.0)
        self.day_zone = Style(regular, 8.0, 14.0, SOFT)
        self.label = Style(regular, 8.5, 13.0, SOFT)
        self.value = Style(regular, 9.0, 13.0)
        self.reference = Style(regular, 7.5, 11.0, SOFT)
        self.fine_value = Style(regular, 6.5, 11.0)
        self.sender = Style(bold, 9.5, 13.0)
        self.aside = Style(regular, 8.0, 11.5, SOFT)
        self.aside_strong = Style(bold, 8.0, 11.5, SOFT)
        self.text = Style(regular, 9.5, 13.2)
        self.subject = Style(bold, 9.5, 13.2)
        self.quiet = Style(regular, 8.8, 12.2, SOFT)
        self.notice = Style(regular, 9.0, 12.6, SOFT)
        self.running = Style(regular, 7.5, 10.0, SOFT)
        self.fine = Style(regular, 6.5, 9.0, SOFT)
