"""Notices that nobody took when their run ended: tried again with each look of the night's starter, not only with the next run.

A mail server that is down at a quarter past one, every night, must not keep a call for help until it is down again.
"""

from __future__ import annotations

import contextlib

from archiver.errors import AlreadyRunning, ArchiverError
from archiver.pipeline.lock import archive_lock
from archiver.pipeline.notices import Notice
from archiver.pipeline.reports.folder import FOLDER
from archiver.pipeline.reports.state import State
from archiver.vault.secrets import Secrets
from archiver.wiring.sending import addresses, send
from archiver.wiring.telling import mark_by
from config.settings import Settings


def deliver_owed(settings: Settings) -> list[str]:
    """Send what is owed; a line for each target that does not take it yet. A run that is at work does it itself."""
    folder = settings.archive_path / FOLDER
    if not settings.notices.urls or not State.load(folder).owed:
        return []
    try:
        with archive_lock(settings.archive_path):
            return _deliver(settings, State.load(folder))
    except AlreadyRunning:
        return []


def _deliver(settings: Settings, state: State) -> list[str]:
    mark_of = mark_by(Secrets.load(settings.key_file))
    found, failures = addresses(settings)
    lines = list(failures)
    for target in found:
        mark = mark_of(target)
        owed = state.owed.get(mark)
        if owed is None:
            continue
        if send(target, Notice(title=owed.title, body=owed.body)):
            state.told[mark] = owed.told
            del state.owed[mark]
        else:
            lines.append(f"{target.name}: a notice was not taken yet; it is tried again")
    with contextlib.suppress(ArchiverError):  # then it is told twice, which is the lesser harm
        state.save(settings.archive_path / FOLDER)
    return lines
