"""The rooms that a run or an import works with, wired."""

from __future__ import annotations

import contextlib
import secrets as random_source
import time
from collections.abc import Callable, Iterator

from archiver.model.ids import RunId
from archiver.pipeline.leakcheck import LeakCheck
from archiver.pipeline.parts import Parts, Progress, quiet
from archiver.pipeline.watch import Watch
from archiver.store import Store
from archiver.vault.custody import misplaced_private_keys, refuse_private_keys
from archiver.vault.durable import make_folders, storage
from archiver.vault.seal import Vault
from archiver.vault.secrets import Secrets
from archiver.wiring.ahead import clock_warnings
from archiver.wiring.desk import desk_beside
from archiver.wiring.proof import proved_events, prover
from archiver.wiring.redacting import judging, make_redactor
from archiver.wiring.registry import connector_for, importer, importer_platforms, replay
from archiver.wiring.rendering import index_files, make_pool, make_renderer
from archiver.wiring.reviewing import review_book
from archiver.wiring.stamping import stamper
from archiver.wiring.telling import teller
from archiver.wiring.values import channels, clock, config_digest, database_url, software
from config.alerts import load_alert_packs
from config.settings import Settings


@contextlib.contextmanager
def open_parts(
    settings: Settings,
    *,
    progress: Progress = quiet,
    stopping: Callable[[], bool] = lambda: False,
    interrupted: Callable[[], bool] = lambda: False,
    rehearsal: bool = False,
) -> Iterator[Parts]:
    """Everything a run works with. A private key inside the archive is refused; one beside the configuration is a warning
    of the run (`rehearsal`, the demo, is exempt and says so itself)."""
    root = settings.archive_path
    warnings = () if rehearsal else key_warnings(settings)
    keys = Secrets.load(settings.key_file)
    with storage("making", root):
        make_folders(root, mode=0o750)
    redactor, rules = make_redactor(settings, keys)
    name = software()
    known = channels(settings)
    now = clock()
    index = index_files(settings, now)
    local_alerts = [settings.local_alerts] if settings.local_alerts else []
    with Store.open(database_url(settings)) as store:
        vault = Vault(root / "originals", settings.sealing.recipients, keys, software=name)
        yield Parts(
            root=root,
            agency=settings.agency.name,
            zone=settings.agency.zone,
            gap=settings.archive.gap,
            formats=settings.archive.formats,
            software=name,
            rules=rules,
            channels=known,
            store=store,
            vault=vault,
            redactor=redactor,
            keyer=keys,
            renderer=make_renderer(settings, store, redactor, keys, rules=rules, now=now),
            pool=make_pool(settings),
            desk_beside=desk_beside(settings),
            index=index,
            prove=prover(root, store, keys, index, now),
            stamp=stamper(settings, root),
            proved_events=lambda: proved_events(root),
            importer=importer,
            platforms=importer_platforms(),
            replay=replay,
            connector=lambda channel: connector_for(settings, channel),
            now=now,
            monotonic=time.monotonic,
            sleep=time.sleep,
            new_run=lambda: RunId(f"{now():%Y%m%dT%H%M%SZ}-{random_source.token_hex(3)}"),
            config_digest=config_digest(settings),
            judging=judging(settings, rules, name),
            review_book=review_book(
                keys,
                known,
                settings.agency.zone,
                now,
                LeakCheck(redactor, keys, known=store.known_keys, ids=store.platform_ids),
            ),
            stopping=stopping,
            interrupted=interrupted,
            watch=Watch(load_alert_packs(local_alerts), settings.alerts.kinds),
            tell=teller(settings, store, keys, now, rules),
            warnings=warnings if rehearsal else (*warnings, *clock_warnings(store, root, now())),
            budget_s=settings.limits.budget_s,
            media_limit=settings.limits.attachment_megabytes * 1024 * 1024,
            progress=progress,
        )


def key_warnings(settings: Settings) -> tuple[str, ...]:
    """Where private keys lie that must not. Raises ConfigError when one lies in the archive."""
    refuse_private_keys([settings.archive_path], depth=1)
    # Beside the configuration: that folder itself and the secrets', not everything below a home folder.
    beside = misplaced_private_keys([settings.home, settings.key_file.parent], depth=0)
    return tuple(
        f"the private key {path.name} lies beside the configuration: sealing protects nothing until it is moved off this machine"
        for path in beside
    )
