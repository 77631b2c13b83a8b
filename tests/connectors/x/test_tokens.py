"""Tokens of X: signed, renewed, kept before they are used, and never shown."""

from __future__ import annotations

import contextlib
import json
import stat
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import unquote

import pytest

from archiver.errors import ConfigError, CredentialError, PlatformUnavailable, StorageError
from config.token_file import TokenFile, token_file
from connectors.simulators import Reply, Simulation, simulate
from connectors.tokens import TokenKeeper
from connectors.x.auth import read_token
from connectors.x.client import connector
from connectors.x.oauth1 import OAuth1Secrets, authorization, signature
from tests.connectors.nights import MemoryArchive, channel, night


@pytest.fixture
def sim() -> Iterator[Simulation]:
    with simulate(platforms=("x",)) as running:
        yield running


def oauth2(sim: Simulation, **more: str) -> str:
    access = sim.simulator("x").access
    fields = {"kind": "oauth2", "client_id": access.client[0], "client_secret": access.client[1]}
    return json.dumps({**fields, "access_token": access.token, "refresh_token": access.refresh_token, **more})


def kept(folder: Path, secret: str) -> TokenFile:
    path = folder / "x-token"
    path.write_text(secret)
    path.chmod(0o600)
    keeper = token_file("file:x-token", key="channels.agency-x.token", home=folder)
    assert keeper is not None
    return keeper


# --- OAuth 1.0a -------------------------------------------------------------------------------------------------------


def test_the_signature_is_the_one_that_the_platforms_guide_shows() -> None:
    # The worked example of "Creating a signature" in X's documentation: an invented request with published keys.
    secrets = OAuth1Secrets(
        consumer_key="xvz1evFS4wEEPTGEFPHBog",
        consumer_secret="kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw",
        token="370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb",
        token_secret="LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE",
    )
    params = [
        ("status", "Hello Ladies + Gentlemen, a signed OAuth request!"),
        ("oauth_consumer_key", secrets.consumer_key),
        ("oauth_nonce", "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "1318622958"),
        ("oauth_token", secrets.token),
        ("oauth_version", "1.0"),
    ]
    url = "https://api.twitter.com/1.1/statuses/update.json?include_entities=true"
    assert signature("POST", url, params, secrets) == "hCtSmYh+iHYCEqBWrE7C7hYmtUk="


def test_another_implementation_signs_alike() -> None:
    theirs = pytest.importorskip("authlib.oauth1.rfc5849.signature")
    secrets = OAuth1Secrets(consumer_key="ck", consumer_secret="c&s", token="t", token_secret="t s")
    params = {"ids": "1,2", "tweet.fields": "id,text", "q": "Kia ora ā & ~*"}
    made = authorization("GET", "https://API.x.com:443/2/tweets", params, secrets, nonce="n/1", timestamp=1)
    told = [part.strip().partition("=") for part in made.removeprefix("OAuth ").split(",")]
    header = {name: unquote(value.strip('"')) for name, _, value in told}
    claimed = header.pop("oauth_signature")
    base = theirs.construct_base_string("GET", "https://api.x.com/2/tweets", [*header.items(), *params.items()])
    assert claimed == theirs.hmac_sha1_signature(base, secrets.consumer_secret, secrets.token_secret)


def test_a_signed_capture_works(sim: Simulation) -> None:
    mine = sim.simulator("x").access.oauth1
    secret = json.dumps(
        {
            "kind": "oauth1",
            **{name: getattr(mine, name) for name in ("consumer_key", "consumer_secret", "token", "token_secret")},
        }
    )
    live = connector(channel("x", sim.simulator("x").account_id), secret, sim.base_url("x"))
    run = night(live, MemoryArchive(), sim)
    assert run.error is None
    assert run.records
    assert live.health().missing_scopes == ()


# --- OAuth 2 ----------------------------------------------------------------------------------------------------------


def test_a_token_that_ends_midway_is_renewed_and_kept_before_it_is_used(sim: Simulation, tmp_path: Path) -> None:
    secret = oauth2(sim)
    keeper = kept(tmp_path, secret)
    sim.simulator("x").access.expire()
    live = connector(channel("x", sim.simulator("x").account_id), secret, sim.base_url("x"), keeper=keeper)
    run = night(live, MemoryArchive(), sim)
    assert run.error is None
    stored = json.loads((tmp_path / "x-token").read_text())
    assert stored["access_token"] == sim.token("x")
    assert stored["refresh_token"] == sim.simulator("x").access.refresh_token
    assert stored["expires_at"]
    assert stat.S_IMODE((tmp_path / "x-token").stat().st_mode) == 0o600
    whole = repr(run.batches)
    for value in (*json.loads(secret).values(), *stored.values()):
        assert len(value) < 12 or value not in whole or value == stored["expires_at"]


def test_the_new_token_is_durable_before_its_first_use(sim: Simulation) -> None:
    order: list[str] = []

    class Watching:
        def load(self) -> str:
            return secret

        def save(self, renewed: str) -> None:
            used = [request for request in sim.requests("x") if request.path != "/2/oauth2/token"]
            order.append(f"saved after {len(used)} requests")
            del renewed

        def exclusive(self) -> AbstractContextManager[None]:
            return contextlib.nullcontext()

    secret = oauth2(sim, access_token="", expires_at="2020-01-01T00:00:00Z")
    live = connector(channel("x", sim.simulator("x").account_id), secret, sim.base_url("x"), keeper=Watching())
    assert live.health().valid
    assert order == ["saved after 0 requests"]


def test_a_disk_that_refuses_the_new_token_stops_the_run(sim: Simulation) -> None:
    class Full:
        def load(self) -> str:
            return secret

        def save(self, renewed: str) -> None:
            raise StorageError("no space left")

        def exclusive(self) -> AbstractContextManager[None]:
            return contextlib.nullcontext()

    secret = oauth2(sim, access_token="")
    live = connector(channel("x", sim.simulator("x").account_id), secret, sim.base_url("x"), keeper=Full())
    run = night(live, MemoryArchive(), sim)
    assert isinstance(run.error, StorageError)
    assert not run.records


def test_without_a_place_to_keep_it_renewal_is_refused_with_advice(sim: Simulation) -> None:
    secret = oauth2(sim)
    live = connector(channel("x", sim.simulator("x").account_id), secret, sim.base_url("x"))
    assert night(live, MemoryArchive(), sim).error is None
    sim.simulator("x").access.expire()
    sim.forget_requests()
    run = night(live, MemoryArchive(), sim)
    assert isinstance(run.error, CredentialError)
    assert "file:PATH" in str(run.error)
    assert not [request for request in sim.requests("x") if request.path == "/2/oauth2/token"]


def test_a_refused_refresh_token_is_for_the_operator_and_a_broken_exchange_for_the_next_run(
    sim: Simulation, tmp_path: Path
) -> None:
    secret = oauth2(sim, access_token="")
    account = channel("x", sim.simulator("x").account_id)
    sim.fail("x", Reply(status=503, body=b"", content_type="text/plain"), path="oauth2/token")
    live = connector(account, secret, sim.base_url("x"), keeper=kept(tmp_path, secret))
    assert isinstance(night(live, MemoryArchive(), sim).error, PlatformUnavailable)
    stale = json.dumps(json.loads(secret) | {"refresh_token": "stale-refresh"})
    live = connector(account, stale, sim.base_url("x"), keeper=kept(tmp_path, stale))
    run = night(live, MemoryArchive(), sim)
    assert isinstance(run.error, CredentialError)
    assert "stale-refresh" not in str(run.error)


def test_what_another_process_renewed_is_taken_over(sim: Simulation, tmp_path: Path) -> None:
    secret = oauth2(sim)
    keeper: TokenKeeper = kept(tmp_path, secret)
    account = channel("x", sim.simulator("x").account_id)
    sim.simulator("x").access.expire()
    first = connector(account, secret, sim.base_url("x"), keeper=keeper)
    second = connector(account, secret, sim.base_url("x"), keeper=keeper)
    assert first.health().valid
    sim.forget_requests()
    assert second.health().valid
    assert not [request for request in sim.requests("x") if request.path == "/2/oauth2/token"]


def test_one_at_a_time_may_renew(tmp_path: Path) -> None:
    keeper = kept(tmp_path, "secret")
    inside, entered = threading.Event(), threading.Event()

    def other() -> None:
        inside.wait(10)
        with kept_again.exclusive():
            entered.set()

    kept_again = TokenFile("file:x-token", key="k", home=tmp_path)
    thread = threading.Thread(target=other)
    thread.start()
    with keeper.exclusive():
        inside.set()
        assert not entered.wait(0.1)
    thread.join(10)
    assert entered.is_set()


def test_a_token_file_that_others_may_read_is_refused_and_a_save_makes_it_owner_only(tmp_path: Path) -> None:
    keeper = kept(tmp_path, "old")
    (tmp_path / "x-token").chmod(0o644)
    with pytest.raises(ConfigError, match="owner-only"):
        keeper.load()
    keeper.save("new")
    assert keeper.load() == "new"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".x-token.")] in ([], [".x-token.lock"])
    assert token_file("env:X", key="k", home=tmp_path) is None


@pytest.mark.parametrize(
    ("secret", "words"),
    [
        ("{not json", "is not JSON"),
        ('{"kind":"oauth3"}', "one of"),
        ('{"kind":"oauth1","consumer_key":"k"}', "consumer_secret, token, token_secret"),
        ('{"kind":"oauth2","client_id":"c"}', "access_token, refresh_token"),
    ],
)
def test_a_secret_that_cannot_be_one_is_refused_without_being_shown(secret: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        read_token(secret, channel="agency-x", keeper=None)
    assert "channels.agency-x.token" in str(caught.value)
    assert secret not in str(caught.value)
