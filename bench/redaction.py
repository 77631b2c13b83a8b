"""Redaction speed on one core, with recall beside it, and the same texts through two public redaction libraries.

    python bench/redaction.py [--peer-python PATH] [--messages N]

`--peer-python` (or BENCH_PEER_PYTHON) names a Python in which presidio-analyzer and scrubadub are installed; they want
other versions of things than we do, so they live apart. Without one, or where one is missing, a line says so.
Time is processor time, so that a busy machine does not tell in it. presidio-analyzer runs its pattern and phone
recognizers alone, each on its own, without a language model.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from archiver.redaction import Message, Person, Redactor, ThreadContext
from config.rules import load_packs
from tests.redaction.corpus import measure
from tests.redaction.corpus.cases import Case, build
from tests.redaction.corpus.score import covered

PEER = r"""
import json, sys, time
texts = json.load(sys.stdin)
name = sys.argv[1]
if name == "presidio-analyzer":
    import logging
    logging.disable(logging.CRITICAL)
    from presidio_analyzer import PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    chosen = [r for r in registry.recognizers if isinstance(r, PatternRecognizer)]
    chosen.append(PhoneRecognizer(supported_regions=("NZ", "AU", "WS", "GB")))
    def spans(text):
        return [(f.start, f.end) for r in chosen for f in (r.analyze(text, r.supported_entities, None) or [])]
else:
    import scrubadub
    scrubber = scrubadub.Scrubber(locale="en_GB")
    def spans(text):
        return [(f.beg, f.end) for f in scrubber.iter_filth(text)]
spans("warm up, call 021 555 0199")
began = time.process_time()
found = [spans(text) for text in texts]
json.dump({"seconds": time.process_time() - began, "spans": found}, sys.stdout)
"""


class _Keyer:
    def key(self, purpose: str, value: str) -> str:
        return hmac.new(b"bench", f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer-python", default=os.environ.get("BENCH_PEER_PYTHON", ""))
    parser.add_argument("--messages", type=int, default=100_000, help="length of the one long thread")
    options = parser.parse_args()
    redactor = Redactor(load_packs(), _Keyer(), public_contacts=("0800 559 009", "online@example.govt.nz"))
    cases = build(measure.PART, 7, 60)
    texts = [message.text for case in cases for message in case.messages]
    print(f"{len(texts)} messages in {len(cases)} conversations, half of them clean, {sum(map(len, texts))} characters")
    ours = _ours(redactor, cases, len(texts))
    for name in ("presidio-analyzer", "scrubadub"):
        theirs = _peer(name, options.peer_python, texts, cases)
        if theirs:
            print(f"ratio to {name}: {ours / theirs:.1f} times as many messages a second")
    _long_thread(redactor, options.messages)


def _line(name: str, rate: float, recall: float) -> None:
    print(f"{name:<20} {rate:>9.0f} messages/s   recall {recall:.3f}")


def _ours(redactor: Redactor, cases: list[Case], count: int) -> float:
    best, results = 0.0, []
    for _ in range(3):
        began = time.process_time()
        results = [redactor.thread(ThreadContext(participants=case.people)).redact(case.messages) for case in cases]
        best = max(best, count / (time.process_time() - began))
    gone = [
        covered(message.text, result.text)
        for case, done in zip(cases, results, strict=True)
        for message, result in zip(case.messages, done, strict=True)
    ]
    _line("archiver", best, _recall(cases, gone))
    return best


def _recall(cases: list[Case], gone: list[list[bool]]) -> float:
    tally: Counter[bool] = Counter()
    place = 0
    for case in cases:
        for number, message in enumerate(case.messages):
            for label in case.labels:
                if label.message == number and label.kind != "keep":
                    span = [at for at in range(label.start, label.end) if message.text[at].isalnum()]
                    tally[sum(gone[place][at] for at in span) >= 0.9 * len(span)] += 1
            place += 1
    return tally[True] / tally.total()


def _peer(name: str, python: str, texts: list[str], cases: list[Case]) -> float:
    if not python:
        print(f"{name:<20} skipped: no --peer-python given")
        return 0.0
    done = subprocess.run(
        [python, "-c", PEER, name], input=json.dumps(texts), capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        print(f"{name:<20} skipped: not usable there ({last[:100]})")
        return 0.0
    answer = json.loads(done.stdout)
    gone = []
    for text, spans in zip(texts, answer["spans"], strict=True):
        flags = [False] * len(text)
        for start, end in spans:
            flags[start:end] = [True] * (end - start)
        gone.append(flags)
    rate = len(texts) / float(answer["seconds"])
    _line(name, rate, _recall(cases, gone))
    return rate


def _long_thread(redactor: Redactor, count: int) -> None:
    """One conversation of many messages, in batches of a thousand: is the speed the same at its end, is memory flat?"""
    lines = [message.text for case in build(measure.PART, 9, 8) for message in case.messages]
    thread = redactor.thread(ThreadContext(participants=(Person(display_name="Ngaire Hōhepa"),)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    parts: list[float] = []
    for batch in range(0, count, 1000):
        messages = [
            Message(text=lines[n % len(lines)], role="agency" if n % 3 == 0 else "correspondent", id=str(n))
            for n in range(batch, batch + 1000)
        ]
        began = time.process_time()
        thread.redact(messages)
        parts.append(time.process_time() - began)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    tenth = max(1, len(parts) // 10)
    rate, first, last = count / sum(parts), tenth * 1000 / sum(parts[:tenth]), tenth * 1000 / sum(parts[-tenth:])
    print(f"one thread of {count}: {rate:.0f} messages/s (first tenth {first:.0f}, last tenth {last:.0f})")
    print(f"peak memory grew by {grown / 1024:.1f} MB over it")


if __name__ == "__main__":
    main()
