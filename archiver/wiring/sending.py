"""The way out for notices: apprise for the targets, one plain request for the heartbeat. Addresses never reach a log.

apprise says False where others raise: every answer is looked at, and a target that did not take a notice gets it again
with the next run.
"""

from __future__ import annotations

import contextlib
import logging
import re
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from archiver.errors import ConfigError
from archiver.pipeline.notices import Notice
from config.settings import Settings
from config.tokens import read_secret

HEARTBEAT_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One address. `name` is the setting it came from, the only thing of it that is ever shown."""

    name: str
    url: str

    def __repr__(self) -> str:
        return f"Target({self.name})"


def targets(settings: Settings) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """The usable addresses, and a line for each that cannot be used (with its setting, never the address)."""
    found, problems = addresses(settings)
    wrong = {target.name: problem for target in found if (problem := check(target))}
    return tuple(target for target in found if target.name not in wrong), (*problems, *wrong.values())


def addresses(settings: Settings) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """As `targets`, without asking apprise: loading it takes as long as a quiet night's own work."""
    found, problems = [], []
    for place, ref in enumerate(settings.notices.urls):
        name = f"notices.urls[{place}]"
        try:
            found.append(Target(name=name, url=read_secret(ref, key=name, home=settings.home)))
        except ConfigError as error:
            problems.append(str(error))
    return tuple(found), tuple(problems)


def check(target: Target) -> str:
    """What is wrong with an address; "" when apprise can use it. Sends nothing."""
    with _quiet():
        try:
            from apprise import Apprise
        except ImportError:
            return f"{target.name}: notices need the extra `notify` (pip install 'archiver[notify]')"
        if not Apprise().add(target.url):
            return f"{target.name}: not an address that apprise knows (see docs/notices.md)"
    return ""


def send(target: Target, notice: Notice) -> bool:
    """Whether the target took it."""
    with _quiet():
        from apprise import Apprise, NotifyFormat

        service = Apprise()
        if not service.add(target.url):
            return False
        return bool(service.notify(body=notice.body, title=notice.title, body_format=NotifyFormat.TEXT))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """apprise logs the address it could not reach, with what stands in it; and warns of its own imports."""
    logger = logging.getLogger("apprise")
    before = logger.disabled
    logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        logger.disabled = before


def heartbeat_address(settings: Settings) -> str:
    """The address to call after a run that went well; "" when there is none. Raises ConfigError when it cannot be one."""
    if not settings.heartbeat.url:
        return ""
    address = read_secret(settings.heartbeat.url, key="heartbeat.url", home=settings.home)
    if not re.match(r"https://|http://(127\.|localhost\b|\[::1\])", address):
        raise ConfigError("heartbeat.url: an https address is expected (http only for this machine)")
    return address


def call(address: str) -> bool:
    """Ask for the address once; whether something answered well."""
    try:
        request = urllib.request.Request(address, headers={"User-Agent": "archiver"}, method="GET")
        with urllib.request.urlopen(request, timeout=HEARTBEAT_TIMEOUT_S) as answer:
            return 200 <= int(answer.status) < 300
    except (urllib.error.URLError, OSError, ValueError):
        return False
