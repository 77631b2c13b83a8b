"""A run's report as a page for people: one line first, then what somebody must do, then the figures.

Whole in itself, without script or outside request; every value is escaped.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from archiver.pipeline.reports.style import HEAD, STYLE

_COUNTS = (
    ("messages", "messages seen"),
    ("posts", "posts seen"),
    ("comments", "comments seen"),
    ("new", "new"),
    ("revised", "revised"),
    ("gone", "gone"),
    ("unchanged", "known before"),
    ("merged", "came a second way"),
    ("quarantined", "quarantined"),
)
_ALWAYS = frozenset({"new", "revised", "gone", "quarantined"})
_FAR_DAYS = 3652
_OUTCOMES = {"complete": "complete", "partial": "needs a look", "failed": "failed", "stopped": "stopped"}


def render(facts: Mapping[str, Any], plots: str, zone: ZoneInfo) -> str:
    """The page. `plots` is HTML of ours."""
    started = _local(facts["started"], zone)
    kind = "Import" if facts["kind"] == "import" else "Run"
    title = f"{kind} of {started}"
    body = [
        f"<header><h1>{escape(facts['agency'])}: {escape(title)} {_badge(facts['outcome'])}</h1>",
        f'<p class="headline">{escape(facts["headline"])}.</p>',
        f'<p class="soft small">Took {_duration(facts["seconds"])}. <a href="index.html">All reports</a></p></header>',
        "<main>",
        _to_do(facts["to_do"], zone),
        "<h2>Channels</h2>",
        *[_channel(part, zone) for part in facts["channels"]],
        "" if facts["channels"] else '<p class="none">No channel was captured in this run.</p>',
        _records(facts["records"]),
        _reconciliation(facts["reconciliation"]),
        _credentials(facts["channels"], facts["finished"], zone),
        _disk(facts["disk"]),
        f"<h2>Thirteen months</h2>{plots}" if plots else "",
        _about(facts),
        "</main>",
    ]
    return _whole(title, "".join(body))


def _whole(title: str, body: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en-NZ"><head>{HEAD}<title>{escape(title)}</title><style>{STYLE}</style></head>'
        f"<body>{body}</body></html>\n"
    )


def _badge(outcome: str) -> str:
    name = outcome if outcome in _OUTCOMES else "stopped"
    return f'<span class="badge {name}">{escape(_OUTCOMES.get(outcome, outcome or "unfinished"))}</span>'


def _to_do(items: Iterable[Mapping[str, Any]], zone: ZoneInfo) -> str:
    rows = []
    for item in items:
        by = _day(dt.date.fromisoformat(item["by"])) if item["by"] else "as soon as possible"
        place = f"<b>{escape(item['channel'])}</b>: " if item["channel"] else ""
        rows.append(
            f"<tr><td><b>{escape(item['who'])}</b></td><td>{place}{escape(item['what'])}.<br>{_sentence(item['do'])}</td>"
            f"<td>{escape(by)}</td></tr>"
        )
    if not rows:
        return '<h2>To do</h2><div class="todo none-due">Nothing. Nobody needs to act on this run.</div>'
    return (
        '<h2>To do</h2><div class="todo"><table><thead><tr><th>Who</th><th>What</th><th>By</th></tr></thead><tbody>'
        f"{''.join(rows)}</tbody></table></div>"
    )


def _channel(part: Mapping[str, Any], zone: ZoneInfo) -> str:
    counts = part["counts"]
    figures = "".join(
        f'<li class="{"zero" if not counts[key] else ""}"><b>{counts[key]:,}</b> {words}</li>'
        for key, words in _COUNTS
        if counts[key] or key in _ALWAYS
    )
    window = part["window"]
    notes = []
    if window["to"]:
        began = _local(window["from"], zone) if window["from"] else "the beginning"
        captured = "Captured" if not part["error"] else "To be captured was"
        notes.append(f"{captured} from {began} to {_local(window['to'], zone)}.")
    notes += [f"Answered for by {part['business_owner']}."] if part["business_owner"] else []
    if part["error"]:
        notes.append(f"It did not finish: {part['error']}.")
    if part["withheld_texts"]:
        notes.append(f"{part['withheld_texts']:,} texts withheld.")
    tables = ""
    if part["gaps"]:
        rows = "".join(
            f"<tr><td>{escape(_local(gap['from'], zone) if gap['from'] else 'the beginning')}</td>"
            f"<td>{escape(_local(gap['to'], zone) if gap['to'] else 'not known')}</td><td>{escape(gap['reason'])}</td></tr>"
            for gap in part["gaps"]
        )
        tables += (
            f"<table><thead><tr><th>Gap from</th><th>to</th><th>Why</th></tr></thead><tbody>{rows}</tbody></table>"
        )
    if part["quarantined"]:
        rows = "".join(
            f'<tr><td>{escape(why)}</td><td class="n">{count}</td></tr>' for why, count in part["quarantined"].items()
        )
        head = '<th>Quarantined because</th><th class="n">objects</th>'
        tables += f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    closed = (
        f"<li><b>{part['gaps_closed']}</b> gap{'s' * (part['gaps_closed'] != 1)} closed</li>"
        if part["gaps_closed"]
        else ""
    )
    return (
        f'<section class="channel"><h3>{escape(part["name"])} <span class="soft small">{escape(part["channel"])}</span> '
        f'{_badge(part["outcome"])}</h3><ul class="figures">{figures}{closed}'
        f"<li><b>{part['sealed_files']:,}</b> original{'s' * (part['sealed_files'] != 1)} sealed</li></ul>"
        f'<p class="soft small">{escape(" ".join(notes))}</p>'
        f"{tables}{_tallies(part['tallies'])}</section>"
    )


def _tallies(tallies: Mapping[str, int]) -> str:
    if not tallies:
        return ""
    rows = "".join(f'<tr><td>{escape(name)}</td><td class="n">{value:,}</td></tr>' for name, value in tallies.items())
    return (
        f'<details class="small"><summary class="soft">Figures of the source</summary><table>{rows}</table></details>'
    )


def _records(records: Mapping[str, Any]) -> str:
    said = [
        f"{records['written']:,} written",
        f"{records['unchanged']:,} unchanged",
        f"{records['withheld']:,} withheld",
    ]
    more = ""
    for key, words in (("leaks", "Stopped by the leak check"), ("errors", "Could not be written")):
        if records[key]:
            listed = ", ".join(records[key][:50]) + (" …" if len(records[key]) > 50 else "")
            more += f'<p class="no">{words}: {escape(listed)}</p>'
    return f"<h2>Record files</h2><p>{'; '.join(said)}.</p>{more}"


def _reconciliation(told: Mapping[str, Any]) -> str:
    verdict = ""
    if told["figures"]:
        how, words = ("yes", "adds up") if told["balanced"] else ("no", "does not add up")
        verdict = f'<span class="badge {how}">{words}</span>'
    rows = "".join(
        f'<tr><td>{escape(line["name"])}</td><td class="n">{line["left"]:,}</td><td class="n">{line["right"]:,}</td>'
        f'<td class="{"yes" if line["balanced"] else "no"}">{"equal" if line["balanced"] else "DIFFERENT"}</td></tr>'
        for line in told["figures"]
    )
    table = (
        '<div class="scroll"><table><thead><tr><th>From source to index</th><th class="n">first</th><th class="n">second</th>'
        f"<th></th></tr></thead><tbody>{rows}</tbody></table></div>"
        if rows
        else '<p class="none">No figures: the run ended before they were counted.</p>'
    )
    return f"<h2>Reconciliation {verdict}</h2>{table}"


def _credentials(channels: Iterable[Mapping[str, Any]], now: str, zone: ZoneInfo) -> str:
    rows = []
    for part in channels:
        token = part["token"]
        if not token:
            continue
        ends = min((value for key in ("expires", "data_access_expires") if (value := token[key])), default=None)
        left = "not told"
        if ends:
            days = (dt.datetime.fromisoformat(ends) - dt.datetime.fromisoformat(now)).days
            left = f"{days} days left, until {_local(ends, zone)}" if days >= 0 else f"ended {_local(ends, zone)}"
        verdict = '<span class="yes">valid</span>' if token["valid"] else '<span class="no">refused</span>'
        rows.append(
            f"<tr><td>{escape(part['channel'])}</td><td>{verdict}</td><td>{escape(left)}</td>"
            f"<td>{escape(part['business_owner'])}</td></tr>"
        )
    if not rows:
        return ""
    return (
        '<h2>Credentials</h2><div class="scroll"><table><thead><tr><th>Channel</th><th>Token</th><th>Ends</th>'
        f"<th>Renewed by</th></tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _disk(disk: Mapping[str, Any]) -> str:
    free, total = disk["free"], disk["total"]
    share = free / total if total else 0.0
    days = disk["days_until_full"]
    forecast = "no shrinking seen"
    if days is not None:
        when = f"in about {days:,} days" if days <= _FAR_DAYS else "in more than ten years"
        forecast = f"full {when} at the rate of the last month"
    return f"<h2>Disk</h2><p>{free / 1e9:,.1f} GB of {total / 1e9:,.1f} GB free ({share:.0%}); {forecast}.</p>"


def _about(facts: Mapping[str, Any]) -> str:
    return (
        f'<h2>About this report</h2><p class="soft small">Run {escape(facts["run"])}; {escape(facts["software"])}; rules '
        f"{escape(facts['rules'])}; configuration {escape(facts['config_digest'])}; exit code {facts['exit_code']}. The same "
        f'in figures: <a href="{escape(facts["run"])}.json">JSON</a>, signed beside it. It holds no names and no words of '
        "anyone's messages.</p>"
    )


def _sentence(text: str) -> str:
    return escape(text[:1].upper() + text[1:]) + ("" if text.endswith(".") else ".")


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%B %Y}"


def _local(value: str, zone: ZoneInfo) -> str:
    when = dt.datetime.fromisoformat(value).astimezone(zone)
    return f"{_day(when.date())}, {when:%H:%M}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 5400 else f"{seconds / 3600:.1f} hours"


def render_index(rows: Iterable[tuple[str, str, str, str, int]], agency: str, zone: ZoneInfo) -> str:
    """All reports, newest first: rows of (run, kind, started, outcome, new and revised records)."""
    lines = "".join(
        f'<tr><td><a href="{escape(run)}.html">{escape(_local(started, zone))}</a></td><td>{escape(kind)}</td>'
        f'<td>{_badge(outcome)}</td><td class="n">{news:,}</td></tr>'
        for run, kind, started, outcome, news in rows
    )
    body = (
        f'<header><h1>{escape(agency)}: reports of runs and imports</h1><p class="soft">Thirteen months, newest first. '
        "Nothing in them names a person or quotes a message.</p></header><main>"
        '<div class="scroll"><table><thead><tr><th>Started</th><th>Kind</th><th>Outcome</th>'
        f'<th class="n">New and revised</th></tr></thead><tbody>{lines}</tbody></table></div></main>'
    )
    return _whole(f"{agency}: reports", body)
