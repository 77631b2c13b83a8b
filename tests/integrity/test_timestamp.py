"""Against a local `openssl ts` authority that puts one certificate into its replies, and one that puts two."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from archiver.errors import ConfigError, IntegrityError, PlatformUnavailable
from archiver.integrity.heads import HeadLog
from archiver.integrity.timestamp import (
    load_certificates,
    request_for,
    stamp_heads,
    stamp_path,
    unread_path,
    unstamped,
    verify_stamp,
)
from archiver.integrity.verify import verify
from tests.integrity.authority import Authority
from tests.integrity.conftest import Archive


@pytest.fixture
def log(archive: Archive) -> HeadLog:
    return archive.log


def test_every_head_is_stamped_once_and_the_stamps_hold(log: HeadLog, authority: Authority, archive: Archive) -> None:
    before = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    result = stamp_heads(log, authority)

    assert (result.stamped, result.waiting, result.reason) == ((2, 1), (), "")
    assert stamp_heads(log, authority).stamped == ()
    assert authority.asked == 2
    for number in (1, 2):
        head = log.path(number)
        when = verify_stamp(stamp_path(head).read_bytes(), head.read_bytes(), roots=authority.roots)
        assert before < when < dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    report = verify(archive.path, archive.expected(stamp_roots=authority.roots))
    assert report.ok
    assert report.checked["stamps"] == 2


def test_openssl_accepts_the_kept_reply(log: HeadLog, authority: Authority) -> None:
    stamp_heads(log, authority)
    head = log.path(2)
    arguments = ("ts", "-verify", "-in", str(stamp_path(head)), "-CAfile", "root.pem", "-data")

    assert b"Verification: OK" in authority.run(*arguments, str(head)).stdout
    assert authority.run(*arguments, str(log.path(1)), check=False).returncode != 0


def test_a_stamp_over_other_bytes_or_from_another_root_does_not_hold(
    log: HeadLog, authority: Authority, archive: Archive
) -> None:
    stamp_heads(log, authority)
    reply = stamp_path(log.path(2)).read_bytes()
    authority.run("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-config", "openssl.cnf", "-keyout", "other.key",
                  "-out", "other.pem", "-subj", "/CN=Other Root", "-days", "30", "-extensions", "root")  # fmt: skip

    with pytest.raises(IntegrityError, match="does not hold"):
        verify_stamp(reply, b"another head", roots=authority.roots)
    with pytest.raises(IntegrityError, match="does not hold"):
        verify_stamp(reply, log.path(2).read_bytes(), roots=load_certificates(authority.folder / "other.pem"))
    stamp_path(log.path(1)).chmod(0o600)
    stamp_path(log.path(1)).write_bytes(reply)
    assert archive.kinds(stamp_roots=authority.roots) == [("stamp_bad", "proof/heads/00000001.tsr")]


@pytest.mark.parametrize("place", [0.3, 0.5, 0.9, 0.99])
def test_a_flipped_bit_in_a_stamp_is_found(log: HeadLog, authority: Authority, place: float) -> None:
    stamp_heads(log, authority)
    reply = bytearray(stamp_path(log.path(2)).read_bytes())
    reply[int(len(reply) * place)] ^= 1

    with pytest.raises(IntegrityError):
        verify_stamp(bytes(reply), log.path(2).read_bytes(), roots=authority.roots)


def test_an_authority_that_is_down_fails_nothing_and_is_asked_again(log: HeadLog, authority: Authority) -> None:
    def down(_: bytes) -> bytes:
        raise PlatformUnavailable("the time stamp authority does not answer")

    result = stamp_heads(log, down)
    assert (result.stamped, result.waiting) == ((), (1, 2))
    assert "does not answer" in result.reason

    assert stamp_heads(log, authority).stamped == (2, 1)


def test_at_most_so_many_a_run_and_the_newest_first(log: HeadLog, authority: Authority) -> None:
    assert stamp_heads(log, authority, most=1).stamped == (2,)
    assert unstamped(log) == (1,)


@pytest.mark.parametrize("reply", [b"", b"<html>busy</html>", b"0\x03\x02\x01\x00", bytes(range(256))])
def test_an_unreadable_reply_is_kept_and_asked_for_again(
    log: HeadLog, authority: Authority, archive: Archive, reply: bytes
) -> None:
    result = stamp_heads(log, lambda _: reply)

    assert "kept" in result.reason
    assert unread_path(log.path(2)).read_bytes() == reply
    assert unstamped(log) == (1, 2)
    report = archive.check()
    assert [str(one.kind) for one in report.findings] == ["stamp_unread"]
    assert report.ok
    assert stamp_heads(log, authority).stamped == (2, 1)
    assert not unread_path(log.path(2)).exists()


def test_a_reply_with_two_certificates_is_never_lost(log: HeadLog, authority: Authority) -> None:
    # The library reads strict DER and may refuse what openssl writes here; the raw reply must stay either way.
    authority.configure(certs="root.pem")
    result = stamp_heads(log, authority, most=1)
    head = log.path(2)
    kept = stamp_path(head) if result.stamped else unread_path(head)

    assert kept.exists()
    arguments = ("ts", "-verify", "-in", str(kept), "-CAfile", "root.pem", "-data", str(head))
    assert b"Verification: OK" in authority.run(*arguments).stdout


def test_a_refusal_and_a_stamp_over_something_else_are_no_stamps(log: HeadLog, authority: Authority) -> None:
    first = stamp_heads(log, lambda _: authority(request_for(b"something else")), most=1)
    assert "something else" in first.reason

    config = authority.folder / "openssl.cnf"
    config.write_text(config.read_text().replace("digests = sha256", "digests = sha512"))
    second = stamp_heads(log, authority, most=1)
    assert "refused" in second.reason
    assert unstamped(log) == (1, 2)


def test_a_file_without_certificates_is_a_configuration_error(tmp_path: Path) -> None:
    path = tmp_path / "roots.pem"
    path.write_text("nothing")

    for place in (path, tmp_path / "absent.pem"):
        with pytest.raises(ConfigError, match=place.name):
            load_certificates(place)
