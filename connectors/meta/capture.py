"""The frame of one Graph channel's capture: its stages in turn, so that limits and time starve none of them.

A run that had to stop says where; the next begins with the stage that was left over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from archiver.errors import RateLimited
from archiver.model.capture import Batch, Gap
from connectors.capturing import BUDGET_GAP, OutOfTime
from connectors.fields import fields_of, text_of
from connectors.meta.walk import Walk

EDGE = "round"
Stage = Callable[[], Iterator[Batch]]


def run_stages(walk: Walk, stages: Mapping[str, Stage]) -> Iterator[Batch]:
    """All stages, beginning with the one the last run left over. Raises what ends the channel's run."""
    left = _left(walk.context.cursors.get(EDGE))
    order = list(stages)
    if left in stages:
        order = order[order.index(left) :] + order[: order.index(left)]
    for number, name in enumerate(order):
        following = order[(number + 1) % len(order)]
        try:
            yield from stages[name]()
            walk.check()
        except RateLimited:
            yield walk.batch(cursor=_cursor(following), edge=EDGE)
            raise
        except OutOfTime:
            reason = f"the run's time was used up during {name}; the next run goes on"
            yield walk.batch(
                gaps=(Gap(reason=reason, edge="channel", key=BUDGET_GAP),), cursor=_cursor(following), edge=EDGE
            )
            return
    walk.tallies["requests"] += walk.graph.requests
    yield walk.batch(closed=(BUDGET_GAP,), cursor=_cursor("") if left else None, edge=EDGE)
    walk.conclude()


def _left(cursor: str | None) -> str:
    try:
        return text_of(fields_of(json.loads(cursor or "")), "next")
    except (ValueError, RecursionError):
        return ""


def _cursor(name: str) -> str:
    return json.dumps({"next": name})
