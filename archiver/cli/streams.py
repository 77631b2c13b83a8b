"""The program's own output streams: a reader that went away (`| head`) neither stops the work nor changes its exit code.

What cannot be written in the terminal's encoding is replaced, never a reason to fail.
"""

from __future__ import annotations

import io
import sys
from typing import TextIO


class _Patient(io.FileIO):
    """A descriptor that takes everything, also when nobody reads any more."""

    gone = False

    def write(self, content: object) -> int:
        size = memoryview(content).nbytes  # type: ignore[arg-type]
        if self.gone:
            return size
        try:
            return super().write(content)  # type: ignore[arg-type]
        except BrokenPipeError:
            self.gone = True
            return size
        except OSError:
            # A full disk is told of once, and not again when Python closes the stream.
            self.gone = True
            raise


def set_up() -> None:
    """Put patient streams in place of this process's own. Called once, by the console script."""
    sys.stdout = _patient(sys.stdout)
    sys.stderr = _patient(sys.stderr)


def reader_gone() -> bool:
    """Whether the reader of our output went away, so that a stream without end may stop."""
    raw = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    return isinstance(raw, _Patient) and raw.gone


def _patient(stream: TextIO) -> TextIO:
    try:
        handle = stream.fileno()
    except (AttributeError, OSError, ValueError):
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(_Patient(handle, "wb", closefd=False)),
        encoding=stream.encoding,
        errors="replace",
        line_buffering=stream.isatty() or stream is sys.stderr,
        write_through=stream is sys.stderr,
    )
