"""The tag tree, read back: headings in order, entries as a list, nothing painted without a tag or as an artifact."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from tests.exports.pdf.reading import opened, written
from tests.exports.views import long_view, make_view, posts_view, rich_view


def elements(node: Any, depth: int = 0) -> Iterator[tuple[int, str, Any]]:
    """Every structure element below a node, in reading order, with its depth."""
    kids = node.get("/K")
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield depth, str(kid.S), kid
            yield from elements(kid, depth + 1)


def test_headings_begin_at_one_and_skip_no_level() -> None:
    with opened(written(rich_view())) as pdf:
        levels = [int(tag[2]) for _, tag, _ in elements(pdf.Root.StructTreeRoot) if re.fullmatch(r"/H\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert 3 in levels
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_entry_is_a_list_item_with_label_and_body() -> None:
    with opened(written(long_view(90))) as pdf:
        items = [element for _, tag, element in elements(pdf.Root.StructTreeRoot) if tag == "/LI"]
        assert len(items) == 90
        assert all([str(kid.S) for kid in item.K] == ["/Lbl", "/LBody"] for item in items)


def test_an_answer_is_a_list_inside_what_it_answers() -> None:
    with opened(written(posts_view())) as pdf:
        depths = [depth for depth, tag, _ in elements(pdf.Root.StructTreeRoot) if tag == "/LI"]
    first = depths[0]
    assert [(depth - first) // 3 for depth in depths] == [0, 1, 2, 3, 1, 1, 0]


def test_quoted_words_and_tables_are_marked_as_such() -> None:
    with opened(written(rich_view())) as pdf:
        found = [(tag, element) for _, tag, element in elements(pdf.Root.StructTreeRoot)]
        headers = [element for tag, element in found if tag == "/TH"]
        assert sum(tag == "/BlockQuote" for tag, _ in found) == 2
        assert len(headers) > 20
        assert all(str(header.A.Scope) == "/Row" for header in headers)


def test_everything_painted_is_tagged_or_an_artifact() -> None:
    with opened(written(rich_view())) as pdf:
        for page in pdf.pages:
            depth = 0
            for instruction in pikepdf.parse_content_stream(page):
                operator = str(instruction.operator)
                depth += operator in ("BDC", "BMC")
                depth -= operator == "EMC"
                if operator in ("Tj", "TJ", "f", "B", "S", "Do"):
                    assert depth > 0
            assert depth == 0


def test_every_stretch_of_content_is_claimed_by_one_element() -> None:
    with opened(written(make_view(["word " * 2000, "[PHONE 1] 你好"]))) as pdf:
        owners = _parent_tree(pdf.Root.StructTreeRoot.ParentTree)
        for page in pdf.pages:
            listed = owners[int(page.StructParents)]
            used = [
                int(instruction.operands[1]["/MCID"])
                for instruction in pikepdf.parse_content_stream(page)
                if str(instruction.operator) == "BDC"
                and isinstance(instruction.operands[1], pikepdf.Dictionary)
                and "/MCID" in instruction.operands[1]
            ]
            assert used == list(range(len(listed)))


def _parent_tree(node: Any) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for kid in node.get("/Kids", []):
        found |= _parent_tree(kid)
    numbers = list(node.get("/Nums", []))
    found |= {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
    return found
