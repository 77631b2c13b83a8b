"""The reader of large JSON texts: what is broken stays single, what is large stays bounded."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import json_values
from connectors.json_reader import BrokenOff, JsonReader, NotJson

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


class _Drip(io.BytesIO):
    """Gives a few bytes at a time, so that every border falls everywhere."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self._step = step

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._step)


def read_list(content: bytes, step: int = 7, **more: bool) -> tuple[list[object], str]:
    """The values of a list, `ValueError`s as their words, and what ended the reading early."""
    found: list[object] = []
    try:
        reader = JsonReader(_Drip(content, step), **more)
        for _ in reader.items():
            try:
                found.append(reader.raw().value())
            except ValueError as error:
                found.append(error)
    except (BrokenOff, NotJson) as error:
        return found, error.reason
    return found, ""


@given(st.lists(JSON, max_size=6), st.integers(1, 40), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_list_is_read_as_the_standard_library_reads_it(values: list[object], step: int, indented: bool) -> None:
    text = json.dumps(values, indent=2 if indented else None, ensure_ascii=indented)
    assert read_list(text.encode(), step) == (values, "")


@given(st.dictionaries(st.text(max_size=5), st.lists(JSON, max_size=3), max_size=4), st.integers(1, 30))
@settings(max_examples=100, deadline=None)
def test_any_object_is_walked_key_by_key(value: dict[str, list[object]], step: int) -> None:
    reader = JsonReader(_Drip(json.dumps(value).encode(), step))
    found = {key: [reader.raw().value() for _ in reader.items()] for key in reader.members()}
    assert found == value


@given(st.binary(max_size=200), st.integers(1, 20))
@settings(max_examples=300, deadline=None)
def test_any_bytes_end_in_values_or_in_words_never_in_another_error(content: bytes, step: int) -> None:
    read_list(b"[" + content, step)
    read_list(content, step, script=True)


@pytest.mark.parametrize(
    ("spoiled", "before", "after"),
    [
        ('{"a": NaN}', 1, 1),
        ('{"a": 1,}', 1, 1),
        ('{"a": 1} rubbish', 1, 1),
        ('{"a": "\\x"}', 1, 1),
        ('{"a": 1]', 1, 1),
        ("nul", 1, 1),
        ("", 1, 1),
        ('"a" "b"', 1, 1),
        ("9" * 5000, 1, 1),
    ],
)
def test_a_value_that_is_not_json_costs_only_itself(spoiled: str, before: int, after: int) -> None:
    values, end = read_list(f'[{{"n": 1}}, {spoiled}, {{"n": 2}}]'.encode())
    assert values[0] == {"n": 1}
    assert values[-1] == {"n": 2}
    assert len(values) == before + 1 + after
    assert isinstance(values[1], ValueError)
    assert end == ""


def test_a_text_cut_anywhere_gives_all_values_before_the_cut() -> None:
    whole = b'[{"text": "one \\" two"}, {"text": "three"}, {"n": [1, 2, {"m": "x"}]}]'
    for cut in range(1, len(whole)):
        values, end = read_list(whole[:cut])
        assert end != ""
        assert values == json.loads(whole)[: len(values)]
        assert len(values) >= whole[:cut].count(b"}, ")


def test_a_value_nested_too_deep_is_refused_and_the_next_one_read() -> None:
    deep = "[" * 5000 + "]" * 5000
    values, end = read_list(f"[{deep}, 1]".encode(), 100)
    assert str(values[0]) == "nested more than 100 deep"
    assert (values[1], end) == (1, "")


def test_a_value_too_large_is_walked_over_without_being_held() -> None:
    reader = JsonReader(io.BytesIO(b'[{"text": "' + b"a" * 3_000_000 + b'"}, {"n": 1}]'))
    found = []
    for _ in reader.items():
        raw = reader.raw(limit=json_values.MIB)
        found.append((len(raw.content), raw.broken))
    assert found == [(0, "larger than 1 MiB"), (8, "")]


def test_bytes_that_are_not_utf8_cost_only_their_value() -> None:
    values, _ = read_list(b'["a", "M\xe4ori", "b"]')
    assert [str(value) for value in values] == ["a", "text that is not UTF-8", "b"]


@pytest.mark.parametrize(
    "prefix", ["window.YTD.tweets.part0 = ", "window.__THAR_CONFIG=", "window.YTD.dm.part12 =\n", "", "\ufeff"]
)
@pytest.mark.parametrize("step", [1, 5, 4096])
def test_the_name_before_a_script_s_list_is_left_out(prefix: str, step: int) -> None:
    assert read_list(f'{prefix}[{{"a": "= ["}}]'.encode(), step, script=True) == ([{"a": "= ["}], "")


@pytest.mark.parametrize("content", [b"", b"   ", b"{}", b"7", b"<html>"])
def test_what_is_no_list_is_said_to_be_none(content: bytes) -> None:
    values, reason = read_list(content)
    assert values == []
    assert reason


def test_the_offset_of_each_value_is_its_place_in_the_file() -> None:
    content = b'[ {"a": 1}, "b" , 3]'
    reader = JsonReader(_Drip(content, 4))
    found = []
    for _ in reader.items():
        reader.peek()
        start = reader.position
        found.append(content[start : start + len(reader.raw().content.strip())])
    assert found == [b'{"a": 1}', b'"b"', b"3"]


def test_walking_a_long_text_takes_time_in_proportion_to_it() -> None:
    # Work is counted in calls to read: a rescan from the start for each chunk would need the whole buffer to be kept.
    class Watched(io.BytesIO):
        reads = 0

        def read(self, size: int | None = -1, /) -> bytes:
            Watched.reads += 1
            return super().read(1000)

    content = b'["' + b'\\"' * 500_000 + b'"]'
    reader = JsonReader(Watched(content))
    sizes = [len(reader.raw().content) for _ in reader.items()]
    assert sizes == [1_000_002]
    assert Watched.reads <= 1_003
    check: Callable[[], bytes] = reader.peek
    assert check() == b""
