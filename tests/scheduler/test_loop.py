"""The loop over APScheduler's own jobs and a real store, on a clock that jumps to the next alarm whenever it waits."""

from __future__ import annotations

import datetime as dt
import queue
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archiver.errors import AlreadyRunning, ConfigError
from archiver.model.channel import Channel
from archiver.model.ids import ChannelId
from archiver.retrieval.outlook import Schedules
from archiver.scheduler.alarm import Alarm
from archiver.scheduler.look import Look, survey
from archiver.scheduler.loop import PAUSE, forever
from archiver.scheduler.plan import Due
from archiver.store import Store
from config.slots import NIGHT
from tests.scheduler.nightly import CHANNEL, utc, write_run

ZONE = ZoneInfo("Pacific/Auckland")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'archive.db'}") as opened:
        yield opened


@dataclass
class Service:
    """The loop from `start` to `end`. `work` may be replaced; what was done when stands in `done`, on the agency's clock."""

    store: Store
    start: str
    end: str
    capture: dict[ChannelId, str] = field(default_factory=lambda: {CHANNEL: "auto"})
    night: str = NIGHT
    work: Callable[[Due], None] | None = None
    look: Callable[[], Look] | None = None
    done: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    set_to: dict[dt.datetime, dt.datetime] = field(default_factory=dict)
    """At which moment the clock is put to what other time, while nothing rings."""

    def run(self) -> list[tuple[str, tuple[str, ...]]]:
        self.now = utc(self.start)
        # Paused: this clock says when, not the machine's.
        self.alarm = Alarm(lambda: None, now=lambda: self.now, machine=lambda: self.now, paused=True)
        forever(
            look=self.look or self._look,
            work=self._work,
            alarm=self.alarm,
            inbox=self,
            now=lambda: self.now,
            stopping=lambda: self.now >= utc(self.end),
            waiting=lambda seen: None,
            troubled=lambda error: self.troubles.append(str(error)),
        )
        return self.done

    def get(self, *, timeout: float | None = None) -> object:
        assert timeout is not None
        times = [job.next_run_time for job in self.alarm.scheduler.get_jobs()]
        assert min(times) > self.now, "an alarm that rings at once again would make the loop spin"
        self.now = min(*times, self.now + dt.timedelta(seconds=timeout))
        if self.now in self.set_to:
            self.now = self.set_to.pop(self.now)
            raise queue.Empty
        for job in self.alarm.scheduler.get_jobs():
            if job.next_run_time <= self.now:
                following = job.trigger.get_next_fire_time(job.next_run_time, self.now)
                job.modify(next_run_time=following) if following else job.remove()
        return "time"

    def empty(self) -> bool:
        return True

    def _look(self) -> Look:
        live = [Channel(id=channel, platform="facebook", account="1", name=channel) for channel in self.capture]
        return survey(self.store, live, Schedules(zone=ZONE, night=self.night, capture=self.capture), self.now)

    def _work(self, due: Due) -> None:
        self.done.append((f"{self.now.astimezone(ZONE):%Y-%m-%d %H:%M}", due.channels))
        if self.work is not None:
            self.work(due)
        for channel in due.channels or (ChannelId("nothing"),):
            write_run(self.store, (self.now + dt.timedelta(seconds=1)).isoformat(), channel=channel, minutes=1)
            self.now += dt.timedelta(minutes=2)


def test_it_works_once_a_night_through_both_clock_changes(store: Store) -> None:
    for start, end, nights in (
        ("2026-04-03T12:00:00+13:00", "2026-04-07T00:00:00+12:00", ["2026-04-04", "2026-04-05", "2026-04-06"]),
        ("2026-09-25T12:00:00+12:00", "2026-09-29T00:00:00+13:00", ["2026-09-26", "2026-09-27", "2026-09-28"]),
    ):
        write_run(store, start)
        assert Service(store, start, end).run() == [(f"{night} 01:15", (CHANNEL,)) for night in nights]


def test_a_schedule_in_the_hour_that_comes_twice_still_works_once(store: Store) -> None:
    start = "2026-04-04T12:00:00+13:00"
    write_run(store, start)
    done = Service(store, start, "2026-04-06T00:00:00+12:00", capture={CHANNEL: "30 2 * * *"}, night="30 2 * * *").run()
    assert done == [("2026-04-05 02:30", (CHANNEL,))]


def test_a_schedule_for_monday_works_on_monday(store: Store) -> None:
    start = "2026-02-01T12:00:00+13:00"  # a Sunday
    write_run(store, start)
    done = Service(store, start, "2026-02-12T00:00:00+13:00", capture={CHANNEL: "15 1 * * 1"}).run()
    assert [when for when, channels in done if channels] == ["2026-02-02 01:15", "2026-02-09 01:15"]
    assert len(done) == 10, "the closing work is done every night"


def test_missed_nights_are_caught_up_at_the_start_at_once_and_once(store: Store) -> None:
    write_run(store, "2026-06-01T01:15:00+12:00")
    done = Service(store, "2026-06-08T09:00:00+12:00", "2026-06-09T12:00:00+12:00").run()
    assert done == [("2026-06-08 09:00", (CHANNEL,)), ("2026-06-09 01:15", (CHANNEL,))]


def test_a_night_that_another_run_held_up_is_tried_again_soon(store: Store) -> None:
    start = "2026-06-01T12:00:00+12:00"
    write_run(store, start)

    def work(due: Due) -> None:
        if len(service.done) < 3:
            raise AlreadyRunning("another run is at work")

    service = Service(store, start, "2026-06-03T00:00:00+12:00", work=work)
    assert [when for when, _ in service.run()] == ["2026-06-02 01:15", "2026-06-02 01:25", "2026-06-02 01:35"]
    assert dt.timedelta(minutes=10) == PAUSE
    assert len(service.troubles) == 2


def test_an_error_of_the_program_itself_does_not_end_the_service(store: Store) -> None:
    start = "2026-06-01T12:00:00+12:00"
    write_run(store, start)

    def work(due: Due) -> None:
        if len(service.done) == 1:
            raise ZeroDivisionError("a bug")

    service = Service(store, start, "2026-06-03T12:00:00+12:00", work=work)
    assert [when for when, _ in service.run()] == ["2026-06-02 01:15", "2026-06-02 01:25", "2026-06-03 01:15"]
    assert service.troubles == ["a bug"]


def test_a_configuration_that_breaks_later_keeps_the_plan_and_one_that_is_broken_ends_the_start(store: Store) -> None:
    start = "2026-06-01T12:00:00+12:00"
    write_run(store, start)
    looks = 0

    def look() -> Look:
        nonlocal looks
        looks += 1
        if 4 <= looks <= 40:
            raise ConfigError("archive.formats: unknown")
        return service._look()

    service = Service(store, start, "2026-06-03T12:00:00+12:00", look=look)
    assert [when for when, _ in service.run()][-1] == "2026-06-03 01:15"
    assert set(service.troubles) == {"archive.formats: unknown"}

    def broken() -> Look:
        raise ConfigError("archive.formats: unknown")

    with pytest.raises(ConfigError):
        Service(store, start, "2026-06-03T12:00:00+12:00", look=broken).run()


def test_a_clock_that_is_put_right_does_not_leave_the_service_asleep(store: Store) -> None:
    # It starts with the clock years ahead, captures, and is put right while it waits.
    wrong, right = "2030-01-01T12:00:00+13:00", "2026-06-01T12:00:00+12:00"
    service = Service(store, wrong, "2030-01-02T12:00:00+13:00")
    service.set_to = {utc("2030-01-01T13:02:00+13:00"): utc(right)}

    def work(due: Due) -> None:
        if len(service.done) == 4:
            service.end = right

    service.work = work
    assert [when for when, _ in service.run()] == [
        "2030-01-01 12:00",
        # What was done under a wrong clock stands for no night: the archive is captured at once, and then nightly.
        "2026-06-01 12:00",
        "2026-06-02 01:15",
        "2026-06-03 01:15",
    ]


def test_a_channel_that_is_added_is_captured_soon_and_one_that_left_is_forgotten(store: Store) -> None:
    start = "2026-06-01T12:00:00+12:00"
    write_run(store, start)
    other = ChannelId("other")
    service = Service(store, start, "2026-06-01T20:00:00+12:00", capture={CHANNEL: "0 14 * * *"})

    def work(due: Due) -> None:
        if due.channels == (CHANNEL,):
            service.capture = {other: "0 18 * * *"}

    service.work = work
    assert service.run() == [
        ("2026-06-01 14:00", (CHANNEL,)),
        ("2026-06-01 14:12", (other,)),
        ("2026-06-01 18:00", (other,)),
    ]
