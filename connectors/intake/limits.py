"""How much of an export is let in.

The defaults admit real exports of many gigabytes and refuse what was built to hurt.
"""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Sizes in bytes of the unpacked content, as declared; `member` is enforced again while reading.

    `ratio` is unpacked over packed size; it counts only for entries larger than `ratio_floor`, because a small file of
    equal lines is no bomb. `names` is the length of a whole path in code points, `part` of one name in it. `refusals`
    is how many refused entries of one archive are named one by one; the others are counted."""

    members: int = 500_000
    member: int = 16 * GIB
    total: int = 512 * GIB
    ratio: int = 200
    ratio_floor: int = 4 * MIB
    directory: int = 256 * MIB
    depth: int = 32
    names: int = 1024
    part: int = 255
    refusals: int = 1000


DEFAULT_LIMITS = Limits()
