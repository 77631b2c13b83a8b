"""What follows a street line: rural delivery, suburb, town and postcode."""

from __future__ import annotations

import re

from archiver.model.rules import RulePack
from archiver.redaction.view import View

RURAL = re.compile(
    r"(?<![a-z0-9])(?<!(?<![a-z])i[ .])(?:r\.? ?d\.?|rural delivery) ?(?:no\.? ?)?[0-9]{1,2}(?![0-9a-z])"
    r"(?:,? ?box [0-9]{1,5}(?![0-9]))?"
)
_SUBURB = re.compile(
    r"(?:,[ ]?|[ ]|[ ]?\n)((?:(?:mt|st|te|o|new|the|upper|lower|north|south|east|west)[ .]{1,2})?[A-Za-z][A-Za-z'-]{2,20}(?: [A-Z][A-Za-z'-]{2,20}){0,2})"  # noqa: E501 - one pattern
)
_POSTCODE = re.compile(r"[ ,\n]{1,3}(?:nz |aotearoa |new zealand )?([0-9]{4})(?![0-9/:])")
_LINE_END = re.compile(r"[ .,]*(?:\n|$)")
_LOWER_TAIL = re.compile(r"(?:[ ,]{1,2}[a-z][a-z'-]{1,20}){1,5}[ ,]{1,2}[0-9]{4}(?![0-9/:])")


class AddressTail:
    """Finds where an address ends, by the towns and the stopping words of a pack."""

    def __init__(self, pack: RulePack) -> None:
        self._stop = frozenset(pack.words("street_stop"))
        self._towns = frozenset(pack.words("towns"))
        self._not_suburb = frozenset(pack.words("not_suburb"))
        towns = "|".join(sorted(map(re.escape, self._towns), key=len, reverse=True)) or "(?!)"
        self._town = re.compile(
            rf"(?:,? |,? ?\n)(?:{towns})(?![a-z'-])(?:,? (?:{towns})(?![a-z'-]))?(?:,? [0-9]{{4}}(?![0-9/:]))?"
        )

    def town(self, low: str, end: int) -> re.Match[str] | None:
        """A town of the list right behind a street line, with its postcode."""
        return self._town.match(low, end)

    def end(self, view: View, end: int) -> int:
        """Where the address ends with the suburb, town, rural delivery and postcode that follow it."""
        text, low = view.text, view.low
        for _ in range(4):
            rural = RURAL.match(low, end + (1 if low[end : end + 1] == " " else 2 if low[end : end + 2] == ", " else 0))
            if rural:
                end = rural.end()
                continue
            postcode = _POSTCODE.match(low, end)
            if postcode and not ("19" <= postcode[1][:2] <= "20" and low[end : end + 1] != ","):
                return postcode.end()
            suburb = _SUBURB.match(text, end)
            if suburb is None:
                break
            first = suburb[1].split()[0]
            broken = text[end : end + 2].lstrip(" ").startswith("\n")
            told = text[end] == "," or _POSTCODE.match(low, suburb.end()) is not None
            if not told:  # without a comma only a town of the list, or a line of its own
                told = suburb[1].lower() in self._towns or (broken and _LINE_END.match(low, suburb.end()) is not None)
                if not told and suburb[1].split()[0].lower() in self._towns:
                    end = suburb.start(1) + len(suburb[1].split()[0])
                    continue
            if not told or not first[0].isupper() or first.lower() in self._not_suburb:
                break
            end = suburb.end()
        else:
            return end
        town = self._town.match(low, end)
        if town:
            end = town.end()
        lower = _LOWER_TAIL.match(low, end)
        if lower and not any(
            word in self._stop or word in self._not_suburb for word in re.findall(r"[a-z]+", lower.group())
        ):
            return lower.end()
        return end
