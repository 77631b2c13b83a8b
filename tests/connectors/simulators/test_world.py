"""The simulated world is the same for everybody who asks with the same seed, and moves on by days."""

from __future__ import annotations

import datetime as dt

from connectors.simulators.world import World

PLATFORMS = ("facebook", "instagram")


def told(world: World) -> list[object]:
    found: list[object] = []
    for account in world.accounts.values():
        found += [
            (p.number, p.at, p.text, [(c.number, c.text, c.hidden) for c in p.shown_comments])
            for p in account.shown_posts
        ]
        found += [(c.number, [(m.number, m.at, m.text) for m in c.shown]) for c in account.shown_conversations]
    return found


def test_the_same_seed_and_day_give_the_same_world() -> None:
    one, other = World(5, PLATFORMS), World(5, PLATFORMS)
    one.advance(4)
    for _ in range(4):
        other.advance()
    assert told(one) == told(other)
    assert one.planted == other.planted
    assert told(World(6, PLATFORMS)) != told(World(5, PLATFORMS))


def test_each_day_something_is_said_edited_hidden_and_taken_back() -> None:
    world = World(5, PLATFORMS)
    for _ in range(10):
        before = {
            a.platform: (len(a.posts), sum(len(c.messages) for c in a.conversations)) for a in world.accounts.values()
        }
        since = world.now
        world.advance()
        for account in world.accounts.values():
            posts, messages = before[account.platform]
            assert len(account.posts) > posts
            assert sum(len(c.messages) for c in account.conversations) > messages
            comments = [c for p in account.posts for c in p.comments]
            assert any(c.removed and c.removed > since for c in comments)
            assert any(c.edited and c.edited > since for c in comments)
            assert any(m.removed and m.removed > since for c in account.conversations for m in c.messages)


def test_nothing_is_said_in_the_future() -> None:
    world = World(5, PLATFORMS)
    world.advance(6)
    for account in world.accounts.values():
        assert max(m.at for c in account.conversations for m in c.messages) <= world.now
        assert max(c.at for p in account.posts for c in p.comments) <= world.now + dt.timedelta(minutes=1)


def test_every_planted_identifier_stands_in_a_message() -> None:
    world = World(5, PLATFORMS)
    world.advance(3)
    texts = "\n".join(m.text for a in world.accounts.values() for c in a.conversations for m in c.messages)
    assert len(world.planted) > 10
    assert {planted.kind for planted in world.planted} >= {"client_number", "ird", "phone", "email", "bank"}
    assert all(planted.value in texts for planted in world.planted)


def test_a_larger_world_has_more_of_all() -> None:
    small, large = World(5, ("facebook",)), World(5, ("facebook",), size=5)
    assert len(large.accounts["facebook"].conversations) == 5 * len(small.accounts["facebook"].conversations)
