"""The account, page, inbox or group whose traffic we hold."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from archiver.model.ids import ChannelId


class Platform(enum.StrEnum):
    """The platforms the archiver knows by name. Another may come through an entry point, under its own word."""

    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"
    LINKEDIN = "linkedin"
    WHATSAPP = "whatsapp"


PLATFORM_NAMES = {
    Platform.FACEBOOK: "Facebook",
    Platform.INSTAGRAM: "Instagram",
    Platform.X: "X",
    Platform.LINKEDIN: "LinkedIn",
    Platform.WHATSAPP: "WhatsApp",
}


def platform_name(platform: str) -> str:
    """The platform's name as people write it."""
    return next((name for known, name in PLATFORM_NAMES.items() if known == platform), platform)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One configured channel. `account` is the platform's id of the agency's account (for WhatsApp the name or
    number that the agency's messages carry in the export). `post_images`: the agency's own post pictures are shown."""

    id: ChannelId
    platform: str
    account: str
    name: str
    business_owner: str = ""
    business_activity: str = ""
    post_images: bool = False
