"""The formats' rooms. EXPORTERS names what is built in; it is imported only when asked for."""

from __future__ import annotations

EXPORTERS: dict[str, tuple[str, str, str]] = {
    "pdf": (".pdf", "application/pdf", "exports.pdf:export"),
    "xlsx": (
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "exports.excel:export",
    ),
    "docx": (
        ".docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "exports.word:export",
    ),
}
"""Format name -> (suffix, media type, "module:function")."""
