"""The platforms' rooms. CONNECTORS and IMPORTERS name what is built in; it is imported only when asked for."""

from __future__ import annotations

CONNECTORS: dict[str, str] = {
    "facebook": "connectors.facebook.client:connector",
    "instagram": "connectors.instagram.client:connector",
    "x": "connectors.x.client:connector",
    "linkedin": "connectors.linkedin.client:connector",
}
"""Platform name -> "module:factory" of its live connector. WhatsApp has none: import only."""

IMPORTERS: dict[str, str] = {
    "whatsapp": "connectors.whatsapp.archive:importer",
    "facebook": "connectors.facebook.archive:importer",
    "instagram": "connectors.instagram.archive:importer",
    "x": "connectors.x.archive:importer",
    "linkedin": "connectors.linkedin.archive:importer",
}
"""Platform name -> "module:factory" of the importer of its own export."""

REPLAYS: dict[str, str] = {
    "facebook": "connectors.facebook.replay:replay",
    "instagram": "connectors.instagram.replay:replay",
    "x": "connectors.x.replay:replay",
    "linkedin": "connectors.linkedin.replay:replay",
}
"""Platform name -> "module:function" that reads its sealed responses anew; see Replay."""
