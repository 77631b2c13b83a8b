"""An archive whose channels talk to the simulated platforms, run as a program of its own; and what it holds."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from archiver.model.ids import ChannelId
from archiver.store import Store
from connectors.simulators import Simulation
from tests.e2e.archives import call, holdings

PLATFORMS = ("facebook", "instagram", "x", "linkedin")


def simulated_archive(folder: Path, world: Simulation) -> Path:
    """`archiver init` with a live channel of each simulated platform, tokens in files; the path of the configuration."""
    done = call("init", folder)
    assert done.returncode == 0, done.stderr
    (folder / "private-key-move-me.txt").rename(folder.with_suffix(".key"))
    config = folder / "archiver.toml"
    text = config.read_text().replace('formats = ["pdf", "xlsx"]', 'formats = ["xlsx"]')
    for platform in world.platforms:
        token = folder / "secrets" / f"{platform}.token"
        token.write_text(world.token(platform))
        token.chmod(0o600)
        text += (
            f'\n[channels.{platform}]\nplatform = "{platform}"\naccount = "{world.simulator(platform).account_id}"\n'
            f'name = "Example on {platform}"\nbusiness_owner = "Communications"\n'
            f'token = "file:secrets/{platform}.token"\nbase_url = "{world.base_url(platform)}"\n'
        )
    config.write_text(text)
    return config


def clock_of(world: Simulation) -> str:
    """The simulated world's now, for ARCHIVER_CLOCK; limits that count real time begin anew."""
    if "x" in world.platforms:
        world.simulator("x").renew_limits()
    return str(world.world.now.isoformat())


def kept(config: Path) -> dict[str, Any]:
    """`holdings`, with every gap (open, closed or accepted) and each channel's figures. Cursors are left out: they also say
    what was read whole and when, and a second look on one night reads more than one does."""
    found = holdings(config)
    with Store.open(f"sqlite:///{config.parent / 'archive' / 'archive.db'}", read_only=True) as store:
        for channel in PLATFORMS:
            gaps = store.gaps(ChannelId(channel), open_only=False)
            found[f"gaps of {channel}"] = sorted((gap.gap.key, gap.gap.reason, gap.state) for gap in gaps)
            found[f"totals of {channel}"] = store.totals(ChannelId(channel))
    return found


def differences(
    found: dict[str, Any], undisturbed: dict[str, Any], second_look: dict[str, Any] | None = None
) -> list[str]:
    """Where `found` is neither what an undisturbed night leaves nor on its way to what a second look on the same night does.

    Posts' comments are read again in turn: a second look takes the next share, and may find a comment, an edit or a removal
    some nights before it would have been found. It must find them as the second look of an undisturbed archive does; without
    one to compare with (the turns have drifted apart over several nights), comments below posts are not compared."""
    wrong = [name for name in sorted(found.keys() | undisturbed.keys()) if name not in found or name not in undisturbed]
    for name in sorted(found.keys() & undisturbed.keys()):
        mine, before = found[name], undisturbed[name]
        # Totals follow from the records, and the run has balanced them.
        if mine == before or name.startswith("totals of ") or (second_look and mine == second_look.get(name)):
            continue
        after = second_look.get(name, before) if second_look else None
        if not isinstance(mine, dict) or name == "withheld" or not _is_between(mine, before, after):
            wrong.append(name)
    return wrong


def _is_between(found: dict[str, Any], undisturbed: dict[str, Any], second_look: dict[str, Any] | None) -> bool:
    """Whether a record holds everything an undisturbed one does, and beyond it only comments that a second look reads."""
    texts, before = dict(found["texts"]), dict(undisturbed["texts"])
    if len(texts) != len(found["texts"]) or found["title"] != undisturbed["title"]:
        return False
    if texts == before:
        # Then all the rest must be the same too; but one that looked twice some nights ago may have made an edition more since.
        return second_look is None and _but_editions(found) == _but_editions(undisturbed)
    fixed = {key for key in before.keys() | texts.keys() if not key.startswith("comment:")}
    if any(texts.get(key) != before.get(key) for key in fixed):
        return False
    if second_look is None:
        return True
    after = dict(second_look["texts"])
    return before.keys() <= texts.keys() and all(
        text in (before.get(key), after.get(key)) for key, text in texts.items()
    )


def _but_editions(record: dict[str, Any]) -> dict[str, Any]:
    """A record without the number of its edition."""
    files = [re.sub(r" edition [0-9]+", "", path) for path in record["files"]]
    return {**record, "edition": record["edition"][1:], "files": files}
