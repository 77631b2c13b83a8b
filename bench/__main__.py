"""`python -m bench [NAME...]`: what the program promises, measured beside a named peer in the same run."""

from __future__ import annotations

import argparse
import importlib

BENCHMARKS = {
    "whatsapp-import": ("bench.whatsapp_import", "a 100,000-message chat to records, against whatsapp-chat-exporter"),
    "pdf": ("bench.pdf", "PDF records and pages a second, against platypus and typst"),
    "office": ("bench.office", "Excel and Word records a second, against pandas, XlsxWriter and python-docx"),
    "live": ("bench.live", "live capture from a platform that takes 50 ms to answer, against a plain client"),
    "quiet-night": ("bench.quiet_night", "a night with nothing new, on 10,000 and on 1,000,000 messages"),
}
"""Name -> (module with `run()`, what it measures)."""


def main() -> None:
    listed = "\n".join(f"  {name:<20} {about}" for name, (_, about) in BENCHMARKS.items())
    parser = argparse.ArgumentParser(
        prog="python -m bench", epilog=listed, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which to run (default: every one)")
    wanted = parser.parse_args().names or list(BENCHMARKS)
    if unknown := sorted(set(wanted) - set(BENCHMARKS)):
        parser.error(f"no such benchmark: {', '.join(unknown)}")
    for name in wanted:
        importlib.import_module(BENCHMARKS[name][0]).run()


if __name__ == "__main__":
    main()
