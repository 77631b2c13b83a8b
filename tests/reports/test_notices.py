"""Notices over apprise: what is told, once, to whom, and what is taken back. `responses` stands for the far end."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import responses

from archiver.errors import ConfigError
from archiver.integrity.findings import Finding, FindingKind, VerifyReport
from archiver.model.ids import ChannelId
from archiver.pipeline.notices import LISTED, compose, news
from archiver.pipeline.report import ChannelReport
from archiver.pipeline.reports.problems import Problem
from archiver.pipeline.reports.state import Told
from archiver.wiring.findings import tell_findings
from archiver.wiring.owing import deliver_owed
from archiver.wiring.sending import targets
from archiver.wiring.telling import try_targets
from config.settings import NOTICE_KINDS, Settings
from tests.reports.making import HOOK, NOW, RUN, report, tell, well

OTHER = "https://other.example.govt.nz/hook"
KINDS = NOTICE_KINDS
WEEK = dt.timedelta(days=7)


def problem(key: str = "a", kind: str = "partial", **more: Any) -> Problem:
    return Problem(key=key, kind=kind, **({"what": f"what {key}", "who": "Operations", "do": "do it"} | more))


def hear(
    known: dict[str, Told], *problems: Problem, scopes: tuple[str, ...] = ("archive",), at: dt.datetime = NOW
) -> tuple[list[str], list[str], list[str], dict[str, Told]]:
    heard, after = news(known, problems, scopes, kinds=KINDS, now=at, again_after=WEEK)
    return [p.key for p in heard.fresh], [p.key for p in heard.reminded], list(heard.resolved), after


def test_a_standing_problem_is_told_once_and_again_after_a_week() -> None:
    fresh, _, _, known = hear({}, problem())
    assert fresh == ["a"]
    assert hear(known, problem(), at=NOW + dt.timedelta(days=1))[:3] == ([], [], [])
    assert hear(known, problem(), at=NOW + WEEK)[:3] == ([], ["a"], [])


def test_one_that_gets_worse_is_told_again_and_one_that_gets_better_is_not() -> None:
    _, _, _, known = hear({}, problem(parts=("1",)))
    fresh, _, _, known = hear(known, problem(parts=("1", "2")))
    assert fresh == ["a"]
    fresh, _, _, known = hear(known, problem(parts=("2",)))
    assert fresh == []
    assert hear(known, problem(parts=("1", "2")))[0] == ["a"]


def test_what_is_gone_is_taken_back_once_and_only_by_work_that_looked() -> None:
    _, _, _, known = hear({}, problem(scope="run:fb"))
    assert hear(known, scopes=("run:ig",))[2] == []
    _, _, resolved, known = hear(known, scopes=("run:fb",))
    assert resolved == ["what a"]
    assert hear(known, scopes=("run:fb",))[2] == []


def test_an_event_is_never_resolved_and_never_told_twice() -> None:
    event = problem(is_event=True, parts=("7",))
    _, _, _, known = hear({}, event)
    assert hear(known, event, at=NOW + 3 * WEEK)[:3] == ([], [], [])
    assert hear(known)[:3] == ([], [], [])
    assert hear(known, problem(is_event=True, parts=("7", "8")))[0] == ["a"]


def test_what_is_met_no_more_but_not_mended_is_never_called_resolved_and_is_news_when_it_comes_back() -> None:
    left = problem(is_left=True)
    _, _, _, known = hear({}, left)
    assert hear(known, left, at=NOW + dt.timedelta(days=1))[:3] == ([], [], [])
    fresh, _, resolved, known = hear(known)
    assert (fresh, resolved, known) == ([], [], {})
    assert hear(known, left)[0] == ["a"]


def test_a_kind_nobody_asked_for_is_not_told_and_not_resolved() -> None:
    heard, after = news({}, [problem()], ("archive",), kinds=("leak",), now=NOW, again_after=WEEK)
    assert not heard
    assert after == {}


def test_a_notice_is_one_text_with_a_bound() -> None:
    heard, _ = news({}, [problem(str(n), channel="fb") for n in range(60)], (), kinds=KINDS, now=NOW, again_after=WEEK)
    notice = compose(heard, agency="Harbour Board", headline="Run partial", report="/reports/x.html")
    assert notice.title == "Harbour Board archive: 60 things new for a person"
    assert notice.body.count("\n- ") == LISTED + 1
    assert f"and {60 - LISTED} more" in notice.body


# --- with the wiring --------------------------------------------------------------------------------------------------


def bodies(mock: responses.RequestsMock) -> list[str]:
    found = []
    for sent in mock.calls:
        body = sent.request.body
        assert isinstance(body, str | bytes)
        value = json.loads(body)
        found.append(f"{value['title']}\n{value['message']}")
    return found


def test_a_bad_night_is_one_notice_and_the_next_bad_night_none(
    settings: Settings, far_end: responses.RequestsMock
) -> None:
    assert tell(settings, report()).warnings == []
    tell(settings, report(), NOW + dt.timedelta(days=1))
    (text,) = bodies(far_end)
    assert text.startswith("Harbour Board archive: 3 things new for a person\nRun partial; 4 channels;")
    assert "- harbour-x: the platform refused the token. Communications and Engagement: renew the token" in text
    assert "by 13 June 2026: renew it" in text
    assert f"{RUN}.html" in text


def test_when_it_is_well_again_that_is_told(settings: Settings, far_end: responses.RequestsMock) -> None:
    tell(settings, report())
    tell(settings, well(), NOW + dt.timedelta(days=1))
    text = bodies(far_end)[-1]
    assert text.startswith("Harbour Board archive: resolved")
    assert "- harbour-x: the platform refused the token" in text
    assert "harbour-whatsapp" not in text  # that channel was not looked at


def test_objects_that_were_not_understood_are_not_resolved_by_a_night_without_any(
    settings: Settings, far_end: responses.RequestsMock
) -> None:
    tell(settings, report())
    assert "3 objects were not understood" in bodies(far_end)[-1]
    quiet = report()
    quiet.channels = [ChannelReport(channel=ChannelId("harbour-whatsapp"))]
    tell(settings, quiet, NOW + dt.timedelta(days=1))
    assert len(bodies(far_end)) == 1


def test_a_report_that_cannot_be_kept_is_told_all_the_same(settings: Settings, far_end: responses.RequestsMock) -> None:
    in_the_way = settings.archive_path / "reports" / f"{RUN}.json"
    (in_the_way / "full").mkdir(parents=True)
    made = tell(settings, report())
    (warning,) = made.warnings
    assert warning.startswith("the run's report could not be kept")
    (text,) = bodies(far_end)
    assert "- harbour-x: the platform refused the token" in text
    assert "- the run's report could not be kept. Operations: check space" in text


def test_a_quiet_night_tells_nobody(settings: Settings, far_end: responses.RequestsMock) -> None:
    tell(settings, well())
    assert not far_end.calls


def test_no_name_and_no_word_of_anyone_leaves(settings: Settings, far_end: responses.RequestsMock) -> None:
    tell(settings, report())
    assert not any(word in text for text in bodies(far_end) for word in ("Tama", "Parata", "Chat", "HTTP"))


def test_a_notice_that_was_not_taken_is_sent_with_the_next_run(
    settings: Settings, far_end: responses.RequestsMock
) -> None:
    far_end.replace(responses.POST, HOOK, status=503)
    made = tell(settings, report())
    assert made.warnings == ["notices.urls[0]: the notice was not taken; the next look and the next run try again"]
    far_end.replace(responses.POST, HOOK, status=200)
    tell(settings, report(), NOW + dt.timedelta(days=1))
    assert "3 things new" in bodies(far_end)[-1]


def test_a_notice_that_was_not_taken_is_sent_by_the_next_look_and_not_again_by_the_next_run(
    settings: Settings, far_end: responses.RequestsMock
) -> None:
    far_end.replace(responses.POST, HOOK, status=503)
    tell(settings, report())
    assert len(deliver_owed(settings)) == 1
    far_end.replace(responses.POST, HOOK, status=200)
    assert deliver_owed(settings) == []
    assert bodies(far_end)[-1] == bodies(far_end)[0]
    sent = len(far_end.calls)
    assert deliver_owed(settings) == []
    tell(settings, report(), NOW + dt.timedelta(days=1))
    assert len(far_end.calls) == sent


def test_a_new_target_hears_of_what_stands_already(
    settings: Settings, far_end: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(settings, report())
    monkeypatch.setenv("OTHER_URL", "jsons://other.example.govt.nz/hook")
    far_end.add(responses.POST, OTHER, status=200)
    both = settings.notices.model_copy(update={"urls": ("env:HOOK_URL", "env:OTHER_URL")})
    tell(settings.model_copy(update={"notices": both}), report(), NOW + dt.timedelta(days=1))
    assert [call.request.url for call in far_end.calls] == [HOOK, OTHER]


@pytest.mark.parametrize("address", ["nosuchservice://x", "not an address", "https://"])
def test_an_address_that_apprise_does_not_know_is_told_without_showing_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HOOK_URL", address)
    usable, problems = targets(settings)
    assert usable == ()
    assert problems == ("notices.urls[0]: not an address that apprise knows (see docs/notices.md)",)
    assert address not in caplog.text
    with pytest.raises(ConfigError, match=r"notices\.urls\[0\]"):
        try_targets(settings)


def test_a_test_notice_says_whether_it_was_taken(settings: Settings, far_end: responses.RequestsMock) -> None:
    assert try_targets(settings) == [("notices.urls[0]", True)]
    far_end.replace(responses.POST, HOOK, status=500)
    assert try_targets(settings) == [("notices.urls[0]", False)]


def test_an_integrity_finding_names_the_records_and_is_told_once(
    settings: Settings, far_end: responses.RequestsMock
) -> None:
    finding = Finding(
        kind=FindingKind.DIGEST_MISMATCH, path="records/x/Tama 2026.pdf", record="R000007", detail="bytes"
    )
    bad = VerifyReport(depth="full", findings=(finding,))
    (settings.archive_path / "reports").mkdir()
    assert tell_findings(settings, bad, NOW) == []
    assert tell_findings(settings, bad, NOW + dt.timedelta(days=1)) == []
    tell_findings(settings, VerifyReport(depth="full"), NOW + dt.timedelta(days=2))
    told, resolved = bodies(far_end)
    assert "R000007" in told
    assert "possible privacy breach" in told
    assert "Tama" not in told
    assert "Resolved" in resolved
