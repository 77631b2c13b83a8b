"""The time stamps of a whole archive, asked of an authority on loopback: runs ask for them, `verify` judges them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bench.whatsapp_chat import AGENCY, write_chat
from tests.e2e.archives import answer, call, new_archive
from tests.integrity.authority import Authority


class Office:
    """The authority behind an address. `status` other than 200: it is out of order; `asked` holds the media types."""

    def __init__(self, authority: Authority) -> None:
        self.status = 200
        self.asked: list[str] = []
        office = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                office.asked.append(str(self.headers["Content-Type"]))
                reply = authority(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(office.status)
                self.end_headers()
                self.wfile.write(reply if office.status == 200 else b"busy")

            def log_message(self, *_: Any) -> None:
                """Says nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/tsr"


def asking(config: Path, url: str, *, roots: str) -> Path:
    """The configuration, with that authority in it."""
    text = config.read_text().replace('timestamp_url = ""', f'timestamp_url = "{url}"')
    config.write_text(text.replace('timestamp_roots = ""', f'timestamp_roots = "{roots}"'))
    return config


@pytest.fixture
def office(authority: Authority) -> Iterator[Office]:
    made = Office(authority)
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def config(tmp_path: Path, authority: Authority, office: Office) -> Path:
    made = new_archive(tmp_path / "a", formats='["xlsx"]', accounts={"wa": AGENCY})
    (made.parent / "tsa.pem").write_bytes((authority.folder / "root.pem").read_bytes())
    return asking(made, office.url, roots="tsa.pem")


def take(config: Path, name: str, seed: int) -> tuple[int, Any]:
    """Take in a little chat with that correspondent."""
    chat = config.parent.parent / f"WhatsApp Chat with {name}.txt"
    write_chat(chat, messages=5, seed=seed)
    return answer("import", chat, "--channel", "wa", config=config)


def heads(config: Path) -> list[str]:
    return sorted(path.name for path in (config.parent / "archive" / "proof" / "heads").iterdir())


def test_a_run_that_changed_something_has_its_head_stamped_and_verify_judges_the_stamp(
    config: Path, office: Office, authority: Authority, tmp_path: Path
) -> None:
    code, report = take(config, "Aroha Example", 1)
    assert (code, report["warnings"]) == (0, [])
    assert heads(config) == ["00000001.json", "00000001.tsr"]
    assert office.asked == ["application/timestamp-query"]
    assert call("run", config=config).returncode == 0
    assert len(office.asked) == 1, "nothing changed, nothing is asked"

    code, checked = answer("verify", "--full", config=config)
    assert (code, checked["checked"]["stamps"], checked["findings"]) == (0, 1, [])
    folder = config.parent / "archive" / "proof" / "heads"
    arguments = ("-in", str(folder / "00000001.tsr"), "-CAfile", "root.pem", "-data", str(folder / "00000001.json"))
    assert b"Verification: OK" in authority.run("ts", "-verify", *arguments).stdout
    doctor = answer("doctor", "--offline", config=config)[1]["findings"]
    assert [each["level"] for each in doctor if each["check"] == "stamps"] == ["ok"]

    # A backup carries the stamps along.
    assert call("backup", tmp_path / "backup", config=config).returncode == 0
    assert list((tmp_path / "backup").rglob("00000001.tsr"))

    stamp = folder / "00000001.tsr"
    stamp.chmod(0o600)
    stamp.write_bytes(stamp.read_bytes()[:-1] + b"\x00")
    code, checked = answer("verify", config=config)
    assert (code, [each["kind"] for each in checked["findings"]]) == (5, ["stamp_bad"])


def test_an_authority_out_of_order_is_a_warning_and_is_asked_again(config: Path, office: Office) -> None:
    office.status = 503
    code, report = take(config, "Aroha Example", 1)
    assert (code, report["outcome"]) == (1, "complete")
    [warning] = report["warnings"]
    assert "proof.timestamp_url answered with status 503" in warning
    assert answer("verify", config=config)[0] == 0
    office.status = 200
    code, report = answer("run", config=config)
    assert (code, report["warnings"], heads(config)) == (0, [], ["00000001.json", "00000001.tsr"])


def test_an_authority_that_is_not_the_trusted_one_gives_no_stamp(config: Path, authority: Authority) -> None:
    arguments = ("-x509", "-newkey", "rsa:2048", "-nodes", "-config", "openssl.cnf", "-days", "30")
    authority.run("req", *arguments, "-keyout", "other.key", "-out", "other.pem", "-subj", "/CN=Other Root",
                  "-extensions", "root")  # fmt: skip
    (config.parent / "tsa.pem").write_bytes((authority.folder / "other.pem").read_bytes())
    code, report = take(config, "Aroha Example", 1)
    assert (code, heads(config)) == (1, ["00000001.json", "00000001.tsr-unread"])
    assert "not signed under the certificates" in report["warnings"][0]

    (config.parent / "tsa.pem").write_text("no certificate")
    code, report = take(config, "Wiremu Example", 2)
    assert (code, report["channels"][0]["counts"]["new"] > 0) == (1, True)
    assert "no certificates can be read" in report["warnings"][0]
    assert call("verify", config=config).returncode == 2
    doctor = answer("doctor", "--offline", config=config)
    assert ("stamps", "error") in [(each["check"], each["level"]) for each in doctor[1]["findings"]]


@pytest.mark.parametrize(
    ("url", "roots", "told"),
    [
        ("https://tsa.example.org/", "", "proof: timestamp_roots is missing"),
        ("ftp://tsa.example.org/", "tsa.pem", "proof.timestamp_url: an address like"),
        ("https://me:secret@tsa.example.org/", "tsa.pem", "proof.timestamp_url: an address like"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(tmp_path: Path, url: str, roots: str, told: str) -> None:
    done = call("status", config=asking(new_archive(tmp_path / "a"), url, roots=roots))
    assert done.returncode == 2
    assert told in done.stderr
    assert "secret@" not in done.stderr
