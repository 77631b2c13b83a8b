"""What a check found, told: which records it touches, which kinds of personal information, and that it may be a breach.

Altered, lost or destroyed personal information counts as a privacy breach until explained. Kinds and numbers alone are told.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

from archiver.errors import ArchiverError
from archiver.integrity.findings import VerifyReport
from archiver.model.digest import sha256_hex
from archiver.pipeline.reports.folder import FOLDER
from archiver.pipeline.reports.gather import Gathered
from archiver.pipeline.reports.problems import RECORDS, VERIFY_SCOPE, Problem
from archiver.pipeline.reports.state import State
from archiver.store import Store
from archiver.store.affected import Affected, affected
from archiver.vault.secrets import Secrets
from archiver.wiring.telling import mark_by, notify
from archiver.wiring.values import database_url
from config.settings import Settings

_LISTED = 25
_ORIGINALS = "originals/"


def affected_by(settings: Settings, report: VerifyReport) -> Affected | None:
    """What the findings touch; None when the store cannot say."""
    harmful = [finding for finding in report.findings if not finding.kind.is_harmless]
    refs = {finding.path.removeprefix(_ORIGINALS) for finding in harmful if finding.path.startswith(_ORIGINALS)}
    try:
        with (
            Store.open(database_url(settings), read_only=True) as store,
            store.database.read() as connection,
        ):
            return affected(connection, {finding.record for finding in harmful if finding.record}, refs)
    except ArchiverError:
        return None


def words(touched: Affected | None) -> str:
    """The kinds in a sentence of ours."""
    if touched is None:
        return "the database does not tell which personal information is affected"
    kinds = [kind.label for kind in touched.kinds]
    kinds += ["attached files"] if touched.attachments else []
    if not touched.records and not kinds:
        return "no record is named by it, so which personal information is affected is not known"
    return "kinds of personal information affected: " + ", ".join(["names and words of correspondents", *kinds])


def tell_findings(settings: Settings, report: VerifyReport, now: dt.datetime) -> list[str]:
    """Tell of a check's findings, once each; and once when a later check finds them gone. Lines for what failed."""
    if not settings.notices.urls:
        return []
    folder = settings.archive_path / FOLDER
    keys = Secrets.load(settings.key_file)
    state = State.load(folder)
    problems = () if report.ok else (_problem(settings, report),)
    found = Gathered(problems=problems, scopes=frozenset({VERIFY_SCOPE}))
    failures = notify(settings, mark_by(keys), state, found, now=now, headline="", page=None)
    state.save(folder)
    return failures


def _problem(settings: Settings, report: VerifyReport) -> Problem:
    counted = Counter(str(finding.kind) for finding in report.findings)
    touched = affected_by(settings, report)
    records = touched.records if touched is not None else report.records
    parts = [
        f"the integrity check found {len(report.findings)} things: "
        + ", ".join(f"{count} {kind}" for kind, count in sorted(counted.items()))
    ]
    if records:
        parts.append(f"records {', '.join(records[:_LISTED])}" + (" ..." if len(records) > _LISTED else ""))
    parts.append(words(touched))
    return Problem(
        key="verify",
        kind="integrity",
        what="; ".join(parts),
        who=RECORDS,
        do="touch nothing, run `archiver verify --full`, and treat it as a possible privacy breach (report "
        "within 72 hours if serious harm is likely)",
        parts=tuple(
            sorted({sha256_hex(f"{one.kind}|{one.path}|{one.record}".encode())[:16] for one in report.findings})
        ),
        scope=VERIFY_SCOPE,
    )
