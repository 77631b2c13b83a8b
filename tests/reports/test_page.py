"""The report of a run: what it says, what it never holds, and how long it is kept."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from archiver.model.ids import ChannelId
from archiver.pipeline.report import RunReport
from archiver.pipeline.reports.facts import facts
from archiver.pipeline.reports.folder import keep
from archiver.pipeline.reports.plots import Series, bars, week_starts
from archiver.pipeline.reports.problems import Problem
from archiver.vault.secrets import Secrets
from tests.reports.making import CHANNELS, DISK, HOSTILE, NOW, RUN, ZONE, broken, past, report

KEYS = Secrets(hmac_key=bytes(32), signing_key=bytes(range(32)))
TODO = Problem(
    key="k", kind="credential", what="the token ends", who="Communications", do="renew it", by=dt.date(2026, 6, 13)
)


class Page(HTMLParser):
    """Every tag, attribute and text of a page, as another reader takes it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "data", "xlink:href")]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


def told(made: RunReport, *problems: Problem, **changes: Any) -> dict[str, Any]:
    values = facts(
        made,
        problems,
        CHANNELS,
        DISK,
        agency="Harbour Board",
        software="archiver 0.1.0",
        config_digest="ab12",
        rules="nz/2026.11.1",
    )
    return values | changes


def kept(folder: Path, values: dict[str, Any]) -> Page:
    return Page(keep(folder, values, past(), KEYS, now=NOW, zone=ZONE).read_text(encoding="utf-8"))


def test_the_page_says_what_happened_and_who_must_act(tmp_path: Path) -> None:
    page = kept(tmp_path, told(report(), TODO))
    for words in (
        "Run of 2 June 2026, 01:15",
        "1136 new; 4 revised; 1 gone; 61 records written; 3 quarantined; 1 gap opened; 1 gap closed; figures add up",
        "Communications",
        "Renew it.",
        "13 June 2026",
        "the platform gives the twenty newest messages only, and more were sent",
        "a line without a date",
        "record files published, and lines of the reference index",
        "11 days left, until 13 June 2026",
        "full in about 212 days",
    ):
        assert words in page.words, words
    assert page.tags.count("svg") == 3


def test_the_json_holds_each_channels_way_from_the_source_to_the_store() -> None:
    made = report()
    made.channels[0].tallies.update({"messages_counted": 7, "messages_given": 5})
    first = told(made)["reconciliation"]["channels"][0]
    assert first["channel"] == made.channels[0].channel
    assert first["source"]["messages"] == {"counted": 7, "given": 5}
    assert first["missing"] == 2
    assert {"handed", "accepted", "sealed", "quarantined"} <= first.keys()


def test_the_page_asks_no_other_host_and_runs_nothing(tmp_path: Path) -> None:
    page = kept(tmp_path, told(report(), TODO))
    assert not {"script", "img", "link", "iframe", "object", "form", "base"} & set(page.tags)
    assert set(page.links) == {"index.html", f"{RUN}.json"}
    text = (tmp_path / f"{RUN}.html").read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"url\(|@import|https?://", text)


def test_nothing_hostile_becomes_markup(tmp_path: Path) -> None:
    made = report()
    made.channels[0].channel = ChannelId(HOSTILE)
    made.channels[3].tallies[HOSTILE] = 3
    problem = Problem(key="k", kind="partial", what=HOSTILE, who=HOSTILE, do=HOSTILE, channel=HOSTILE)
    page = kept(tmp_path, told(made, problem, agency=HOSTILE, headline=HOSTILE, rules=HOSTILE, software=HOSTILE))
    assert "img" not in page.tags
    assert page.words.count(HOSTILE) >= 9
    assert "<img" not in bars(
        HOSTILE, [Series(name=HOSTILE, values=(1.0,) * 57)], week_starts(NOW.date()), unit=HOSTILE
    )


def test_neither_page_nor_json_holds_a_name_a_path_or_an_errors_text(tmp_path: Path) -> None:
    kept(tmp_path, told(broken(), TODO))
    whole = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    for words in ("Tama", "Parata", "WhatsApp Chat", "HTTP 401", "line 4", "disk is full"):
        assert words not in whole, words
    assert '"error": "storage"' in whole


def test_the_json_is_signed_with_the_archives_key(tmp_path: Path) -> None:
    kept(tmp_path, told(report()))
    content = (tmp_path / f"{RUN}.json").read_bytes()
    signature = base64.b64decode((tmp_path / f"{RUN}.json.sig").read_bytes())
    Ed25519PublicKey.from_public_bytes(KEYS.public_key).verify(signature, content)
    values = json.loads(content)
    assert values["format"] == "archiver-report-1"
    assert values["reconciliation"]["balanced"] is True
    assert [part["channel"] for part in values["channels"]] == list(CHANNELS)


def test_thirteen_months_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    old, young = "20250430T000000Z-00000a", "20250502T000000Z-00000b"
    for run in (old, young):
        for suffix in (".html", ".json", ".json.sig"):
            (tmp_path / f"{run}{suffix}").touch()
    for name in ("notes of ours.html", "state.json", ".1234.part"):
        (tmp_path / name).touch()
    kept(tmp_path, told(report()))
    names = {path.name for path in tmp_path.iterdir()}
    assert not {name for name in names if name.startswith(old)}
    assert {f"{young}.html", f"{young}.json", f"{young}.json.sig", "notes of ours.html", "state.json"} <= names
    assert ".1234.part" not in names


def test_the_index_lists_what_is_there_newest_first(tmp_path: Path) -> None:
    runs = [run.run for run in past().runs][-3:]
    for run in runs[:2]:
        (tmp_path / f"{run}.html").touch()
    kept(tmp_path, told(report()))
    index = Page((tmp_path / "index.html").read_text(encoding="utf-8"))
    assert index.links == [f"{RUN}.html", f"{runs[1]}.html", f"{runs[0]}.html"]


@pytest.mark.parametrize("values", [(0.0,) * 57, (0.0,) * 56 + (3.0,)])
def test_a_plot_says_in_words_what_it_shows(values: tuple[float, ...]) -> None:
    drawn = bars("Gaps a week", [Series(name="opened", values=values)], week_starts(NOW.date()), unit="gaps")
    if any(values):
        assert "3 gaps in 57 weeks, most (3) in the week of 01 June 2026" in drawn
    else:
        assert "Nothing in thirteen months." in drawn


def test_figures_that_were_not_counted_do_not_add_up(tmp_path: Path) -> None:
    made = broken()
    made.balances = []
    value = told(made)
    assert "figures not counted" in value["headline"]
    assert "add up" not in value["headline"]
    page = kept(tmp_path, value)
    assert "No figures: the run ended before they were counted." in page.words
    assert "adds up" not in page.words


def test_a_run_with_nothing_to_do_says_so(tmp_path: Path) -> None:
    made = report()
    made.channels = made.channels[:1]
    page = kept(tmp_path, told(made))
    assert "Nobody needs to act on this run." in page.words
