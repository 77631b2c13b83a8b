"""One post or conversation that cannot be read costs no other; several in a row are no longer taken for their own trouble."""

from __future__ import annotations

from archiver.errors import ArchiverError

IN_A_ROW = 3


class Failures:
    """Posts or conversations in a row that could not be read, for no reason that holds for all."""

    def __init__(self) -> None:
        self._last: ArchiverError | None = None
        self._in_a_row = 0
        self._went_well = False

    def well(self) -> None:
        """One was read to its end."""
        self._in_a_row, self._went_well = 0, True

    def failed(self, error: ArchiverError) -> None:
        """One was not. Raises `error` when there were too many."""
        self._in_a_row += 1
        self._last = error
        if self._in_a_row >= IN_A_ROW:
            raise error

    def conclude(self) -> None:
        """Raise what befell all of them, when none went well."""
        if self._last is not None and not self._went_well:
            raise self._last
