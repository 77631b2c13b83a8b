"""The keys: what opens must not be here, what seals must be valid, what signs must be ours alone; and the rules' own examples."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.errors import ArchiverError
from archiver.integrity.timestamp import load_certificates
from archiver.pipeline.watch import Watch
from archiver.vault.custody import misplaced_private_keys
from archiver.vault.keypair import check_recipients
from archiver.vault.secrets import Secrets
from archiver.wiring.doctor.findings import Finding, fine, of_error, warn, wrong
from archiver.wiring.sending import addresses, heartbeat_address
from config.alerts import load_alert_packs
from config.rules import load_packs
from config.settings import Settings

_LISTED = 20


def recipients(settings: Settings) -> Iterator[Finding]:
    """Whether originals can be sealed to every recipient."""
    try:
        check_recipients(settings.sealing.recipients)
    except ArchiverError as error:
        yield from of_error("recipients", "sealing.recipients", error, "put the public key (age1...) there")
        return
    count = len(settings.sealing.recipients)
    if count == 1:
        told = "one valid public key: if its private key is lost, no original can ever be opened"
        yield fine("recipients", "sealing.recipients", told)
    else:
        yield fine("recipients", "sealing.recipients", f"{count} valid public keys")


def private_keys(settings: Settings) -> Iterator[Finding]:
    """Whether a private key lies on this machine where it must not."""
    inside = misplaced_private_keys([settings.archive_path])
    beside = [
        path
        for path in misplaced_private_keys([settings.home, settings.key_file.parent], depth=0)
        if path not in inside
    ]
    for path in inside:
        yield wrong(
            "private key",
            str(path),
            "a private key lies in the archive: runs are refused",
            "move it to a safe place off this machine, then delete it here",
        )
    for path in beside:
        yield warn(
            "private key",
            str(path),
            "a private key lies beside the configuration: sealing protects nothing while it is on this machine",
            "move it to a safe place off this machine, then delete it here",
        )
    if not inside and not beside:
        yield fine("private key", "private key", "none in the archive, beside the configuration or among the secrets")


def key_file(settings: Settings) -> Iterator[Finding]:
    """Whether the archive's own keys can be read, by us alone."""
    try:
        keys = Secrets.load(settings.key_file)
    except ArchiverError as error:
        yield from of_error(
            "keys", str(settings.key_file), error, "`archiver init` makes it; or restore it from its backup"
        )
        return
    yield fine("keys", str(settings.key_file), f"owner-only; signs as {keys.key_id}")


def stamps(settings: Settings) -> Iterator[Finding]:
    """Whether time stamps over the proof can be judged. Asks no authority."""
    roots = settings.stamp_roots
    if roots is None:
        yield fine("stamps", "proof.timestamp_url", "no authority: heads are signed by this machine alone")
        return
    try:
        count = len(load_certificates(roots))
    except ArchiverError as error:
        yield from of_error(
            "stamps", "proof.timestamp_roots", error, "put the authority's root certificates (PEM) there"
        )
        return
    told = (
        f"trusted by {count} certificates" if settings.proof.timestamp_url else "no new ones; those there are checked"
    )
    yield fine("stamps", "proof.timestamp_url", told)


def rules(settings: Settings) -> Iterator[Finding]:
    """Whether the rule packs can be read and every rule passes its own examples."""
    from archiver.redaction import check_pack

    pack = load_packs(local=[settings.local_rules] if settings.local_rules else [])
    problems = check_pack(pack)
    for line in problems[:_LISTED]:
        yield wrong("rules", "redaction", line, "mend the rule or its example: a pack that fails is not fit for use")
    if not problems:
        own = f", with those of {settings.local_rules}" if settings.local_rules else ""
        yield fine("rules", "redaction", f"every rule passes its own examples{own}")
    watch = Watch(load_alert_packs([settings.local_alerts] if settings.local_alerts else []), settings.alerts.kinds)
    yield fine("rules", "alerts", f"every rule passes its own examples ({watch.version})")


def notices(settings: Settings) -> Iterator[Finding]:
    """Whether the addresses of notices and heartbeat can be had. Sends nothing."""
    found, problems = addresses(settings)
    for line in problems:
        yield wrong("notices", "notices.urls", line, "put the address where the configuration says")
    if settings.heartbeat.url:
        heartbeat_address(settings)
    if not settings.notices.urls:
        told = "no address: whoever watches reads cron's mail, the heartbeat or `archiver status`"
        yield fine("notices", "notices.urls", told)
    elif not problems:
        yield fine("notices", "notices.urls", f"{len(found)} addresses; `archiver notices` tries them")
