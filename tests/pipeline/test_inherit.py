"""What a killed night found is told by the next one that captures the channel: once, whatever the clock said."""

from __future__ import annotations

import dataclasses
import datetime as dt
from unittest import mock

import pytest

from archiver.errors import ExitCode
from archiver.model.capture import Gap, Quarantined
from archiver.model.ids import RunId
from archiver.pipeline.night import night
from archiver.pipeline.report import RunReport
from tests.pipeline.bench import NOW, OTHER, PAGE, Bench, Scripted, batch, connector, record

FOUND = batch(
    record(source_id="1"),
    gaps=(Gap(reason="the platform gives no more", edge="messages", key="old"),),
    quarantined=(Quarantined(source="/messages", place="3", reason="no time"),),
)
NOTHING = Scripted(())
MINUTE = dt.timedelta(minutes=1)


class Killed(BaseException):
    """Ends a night where SIGKILL would."""


def run(bench: Bench, name: str, at: dt.datetime, *, dies: bool = False, **answers: Scripted) -> RunReport | None:
    """A night of that name at that time; one that dies comes to the end of its capture and no further."""
    dying = mock.patch("archiver.pipeline.night.finish", side_effect=Killed)
    with bench.parts(connector=connector(answers)) as parts:
        given = dataclasses.replace(parts, new_run=lambda: RunId(f"20260201T001500Z-{name}"), now=lambda: at)
        if not dies:
            return night(given)
        with dying, pytest.raises(Killed):
            night(given)
    return None


@pytest.mark.parametrize("later", [MINUTE, dt.timedelta(0), -MINUTE])
@pytest.mark.parametrize("killed", ["000000", "ffffff"])
def test_what_a_killed_night_found_is_told_by_the_next_and_by_no_other(
    bench: Bench, killed: str, later: dt.timedelta
) -> None:
    run(bench, killed, NOW, dies=True, our_page=Scripted((FOUND,)), other_page=NOTHING)
    told = run(bench, "888888", NOW + later, our_page=NOTHING, other_page=NOTHING)
    assert told is not None
    page, other = told.channels
    assert (page.taken_over, other.taken_over) == ([f"20260201T001500Z-{killed}"],) * 2
    assert ([gap.key for gap in page.gaps], page.counts.quarantined) == (["old"], 1)
    assert (other.gaps, other.counts.quarantined) == ([], 0)
    assert told.exit_code is ExitCode.GAPS
    after = run(bench, "999999", NOW + 2 * MINUTE, our_page=NOTHING, other_page=NOTHING)
    assert after is not None
    assert [(part.taken_over, part.gaps, part.counts.quarantined) for part in after.channels] == [([], [], 0)] * 2
    assert after.exit_code is ExitCode.OK


def test_what_killed_nights_found_waits_until_the_channel_is_captured_again(bench: Bench) -> None:
    run(bench, "aaaaaa", NOW, dies=True, our_page=Scripted((FOUND,)), other_page=NOTHING)
    run(bench, "bbbbbb", NOW, dies=True, our_page=NOTHING, other_page=NOTHING)
    with bench.parts(connector=connector({"other_page": NOTHING})) as parts:
        assert night(parts, [OTHER]).exit_code is ExitCode.OK
    with bench.parts(connector=connector({"our_page": NOTHING})) as parts:
        report = night(parts, [PAGE])
    assert [part.taken_over for part in report.channels] == [["20260201T001500Z-aaaaaa", "20260201T001500Z-bbbbbb"]]
    assert report.exit_code is ExitCode.GAPS
