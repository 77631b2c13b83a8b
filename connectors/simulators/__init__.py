"""Platforms in miniature on loopback, for tests, for the demo and for load: their wire formats, limits and faults.

To add a platform: write `connectors/simulators/<platform>.py` with a class that follows `server.PlatformSimulator` (it gets
the world, its own address and the way to make media links, and answers a `Request` with a `Reply`), and name it in
SIMULATORS. Texts, people and days come from `world.World`; nothing in a platform's module keeps a state of its own, save
what the platform itself would (limits, issued cursors). Start it with `simulate(platforms=("<platform>",))`.
"""

from __future__ import annotations

from connectors.simulators.server import Fault, Reply, Request, Simulation, simulate

__all__ = ["SIMULATORS", "Fault", "Reply", "Request", "Simulation", "simulate"]

SIMULATORS: dict[str, str] = {
    "facebook": "connectors.simulators.facebook:FacebookSimulator",
    "instagram": "connectors.simulators.instagram:InstagramSimulator",
    "x": "connectors.simulators.x:XSimulator",
    "linkedin": "connectors.simulators.linkedin:LinkedInSimulator",
}
"""Platform name -> "module:class" of its simulator."""
