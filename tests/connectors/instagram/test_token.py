"""Instagram's own token: given another sixty days in time, kept before it is used, never shown."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from archiver.errors import ConfigError, StorageError
from config.token_file import TokenFile, token_file
from connectors.instagram.client import InstagramConnector
from connectors.simulators import Fault, Simulation, simulate
from connectors.tokens import TokenKeeper
from tests.connectors.nights import MemoryArchive, Night, channel, night


@pytest.fixture(params=[False, True], ids=["the old one serves on", "the old one ends"])
def sim(request: pytest.FixtureRequest) -> Iterator[Simulation]:
    with simulate(platforms=("instagram",)) as running:
        running.simulator("instagram").ends_old = request.param
        yield running


@pytest.fixture
def keeper(sim: Simulation, tmp_path: Path) -> TokenFile:
    return kept(tmp_path, sim.token("instagram"))


def kept(folder: Path, secret: str) -> TokenFile:
    path = folder / "ig-token"
    path.write_text(secret)
    path.chmod(0o600)
    made = token_file("file:ig-token", key="channels.our-instagram.token", home=folder)
    assert made is not None
    return made


def live(sim: Simulation, keeper: TokenKeeper | None, secret: str = "") -> InstagramConnector:
    account = channel("instagram", sim.simulator("instagram").account_id)
    secret = secret or (keeper.load() if keeper else sim.token("instagram"))
    return InstagramConnector(account, secret, sim.base_url("instagram"), keeper=keeper)


def refreshes(sim: Simulation) -> int:
    return sum(request.path == "/refresh_access_token" for request in sim.requests("instagram"))


def run(sim: Simulation, keeper: TokenKeeper | None) -> Night:
    return night(live(sim, keeper), MemoryArchive(), sim)


def test_a_token_is_given_another_sixty_days_once_a_week_and_kept(sim: Simulation, keeper: TokenFile) -> None:
    first = sim.token("instagram")
    result = run(sim, keeper)
    assert result.error is None
    assert result.records
    told = json.loads(keeper.load())
    assert told["access_token"] == sim.token("instagram") != first
    assert dt.datetime.fromisoformat(told["expires_at"]) - sim.world.now > dt.timedelta(days=59)
    for day, asked in ((1, 1), (5, 1), (2, 2)):
        sim.advance(day)
        assert run(sim, keeper).error is None
        assert refreshes(sim) == asked


def test_its_end_is_known_from_then_on(sim: Simulation, keeper: TokenFile) -> None:
    assert live(sim, keeper).health().expires is None
    assert "file:PATH" in live(sim, keeper).health().detail
    run(sim, keeper)
    health = live(sim, keeper).health()
    assert health.expires is not None
    assert health.detail == ""


@pytest.mark.parametrize("trouble", ["young", Fault.HTML, Fault.RESET, Fault.UNAVAILABLE, Fault.EMPTY], ids=str)
def test_one_that_is_not_refreshed_serves_on_and_is_tried_again(
    sim: Simulation, keeper: TokenFile, trouble: str | Fault
) -> None:
    first = sim.token("instagram")
    if isinstance(trouble, Fault):
        sim.fail("instagram", trouble, path="/refresh_access_token")
    sim.simulator("instagram").is_young = trouble == "young"
    result = run(sim, keeper)
    assert result.error is None
    assert [note for note in result.notes if "another sixty days" in note]
    assert keeper.load() == first
    sim.simulator("instagram").is_young = False
    assert run(sim, keeper).notes == []
    assert keeper.load() != first


def test_without_a_file_to_keep_it_in_nothing_is_refreshed(sim: Simulation) -> None:
    assert run(sim, None).error is None
    assert refreshes(sim) == 0


def test_one_that_has_ended_is_not_asked_for(sim: Simulation, tmp_path: Path) -> None:
    ended = {"kind": "bearer", "access_token": sim.token("instagram"), "expires_at": "2020-01-01T00:00:00Z"}
    run(sim, kept(tmp_path, json.dumps(ended)))
    assert refreshes(sim) == 0


def test_a_pages_token_stays_as_it_is(sim: Simulation, keeper: TokenFile) -> None:
    first = sim.token("instagram")
    sim.simulator("instagram").mode = "facebook"
    assert run(sim, keeper).error is None
    assert keeper.load() == first


def test_what_another_process_refreshed_is_taken_over(sim: Simulation, keeper: TokenFile) -> None:
    late = live(sim, keeper)
    run(sim, keeper)
    assert night(late, MemoryArchive(), sim).error is None
    assert refreshes(sim) == 1


def test_the_new_token_is_durable_before_its_first_use(sim: Simulation, keeper: TokenFile) -> None:
    class Refusing:
        """A disk that is full."""

        def load(self) -> str:
            return keeper.load()

        def save(self, secret: str) -> None:
            raise StorageError("full")

        def exclusive(self) -> AbstractContextManager[None]:
            return contextlib.nullcontext()

    before = len(sim.requests("instagram"))
    assert isinstance(run(sim, Refusing()).error, StorageError)
    assert len(sim.requests("instagram")) == before + 1, "nothing is asked with a token that could be lost"


def test_no_token_old_or_new_reaches_what_is_kept(sim: Simulation, keeper: TokenFile) -> None:
    first = sim.token("instagram")
    result = run(sim, keeper)
    for token in (first, sim.token("instagram")):
        assert token not in repr(result.batches)
    assert not [exchange for exchange in result.exchanges if "refresh_access_token" in exchange.url]


def test_a_secret_of_another_kind_is_refused(sim: Simulation) -> None:
    with pytest.raises(ConfigError, match="bearer"):
        live(sim, None, '{"kind": "oauth1"}')
