"""Every parameter and field that is asked for stands in X's own OpenAPI document, in the vocabulary that it is asked in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from connectors.simulators import simulate
from connectors.x.client import connector
from tests.connectors.nights import MemoryArchive, channel, night

SPEC = json.loads((Path(__file__).parents[2] / "fixtures" / "x" / "spec_fields.json").read_text())["dialects"]
_NUMBER = re.compile(r"/(?:[0-9]{5,}(?:-[0-9]+)?|g[0-9]+)(?=/|\Z)")


def parameters(dialect: str, path: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = SPEC[dialect]["paths"].get(_NUMBER.sub("/{id}", path))
    return found


@pytest.mark.parametrize("dialect", ["tweet", "post"])
def test_all_that_a_night_asks_for_is_documented(dialect: str) -> None:
    with simulate(platforms=("x",)) as sim:
        sim.simulator("x").dialect = dialect
        live = connector(channel("x", sim.simulator("x").account_id), sim.token("x"), sim.base_url("x"))
        archive = MemoryArchive()
        night(live, archive, sim)
        sim.forget_requests()
        sim.advance()
        assert night(live, archive, sim).error is None
        asked = sim.requests("x")
    paths = set()
    for request in asked:
        known = parameters(dialect, request.path)
        if known is None and "/chat/" in request.path:
            # The older document does not hold the events of encrypted conversations yet.
            known = parameters("post", request.path)
        assert known is not None, request.path
        paths.add(_NUMBER.sub("/{id}", request.path))
        for name, value in request.query.items():
            assert name in known, (request.path, name)
            allowed = known[name].get("values")
            if allowed:
                assert set(value.split(",")) <= set(allowed), (request.path, name)
            if "maximum" in known[name]:
                assert known[name]["minimum"] <= int(value) <= known[name]["maximum"]
            if "maxItems" in known[name]:
                assert len(value.split(",")) <= known[name]["maxItems"]
    assert len(paths) >= 6
