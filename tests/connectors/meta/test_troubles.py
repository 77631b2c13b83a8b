"""Each of the platform's ways of saying no is told apart, whatever the status it comes with."""

from __future__ import annotations

import json

import pytest

from archiver.model.capture import Exchange
from connectors.answers import Answer
from connectors.bodies import TOO_LARGE
from connectors.meta.troubles import Kind, trouble_in, worth_repeating
from connectors.simulators.graph_wire import ERRORS, error_reply, no_field
from tests.connectors.meta.answers import NOW

KINDS = {
    "unknown": Kind.TRANSIENT,
    "too_much": Kind.TOO_MUCH,
    "unavailable": Kind.TRANSIENT,
    "no_capability": Kind.PERMISSION,
    "app_limit": Kind.THROTTLED,
    "user_limit": Kind.THROTTLED,
    "page_limit": Kind.THROTTLED,
    "application_limit": Kind.THROTTLED,
    "custom_limit": Kind.THROTTLED,
    "business_limit": Kind.THROTTLED,
    "messenger_limit": Kind.THROTTLED,
    "permission": Kind.PERMISSION,
    "permission_200": Kind.PERMISSION,
    "messages_off": Kind.PERMISSION,
    "parameter": Kind.GONE,
    "not_visible": Kind.GONE,
    "session": Kind.CREDENTIAL,
    "expired": Kind.CREDENTIAL,
    "revoked": Kind.CREDENTIAL,
    "checkpoint": Kind.CREDENTIAL,
    "password": Kind.CREDENTIAL,
    "unconfirmed": Kind.CREDENTIAL,
    "ended": Kind.CREDENTIAL,
    "logged_out": Kind.CREDENTIAL,
    "invalid_token": Kind.CREDENTIAL,
    "blocked": Kind.CREDENTIAL,
    "unknown_id": Kind.ACCOUNT,
    "unknown_path": Kind.CHANGED,
    "error_in_200": Kind.TRANSIENT,
    "message_gone": Kind.OUTSIDE,
}


def answer(value: object, status: int = 200, malformed: str = "") -> Answer:
    exchange = Exchange(url="u", status=status, headers=(), body=json.dumps(value).encode(), when=NOW)
    return Answer(status=status, headers={}, value=value, exchange=exchange, malformed=malformed)


def test_every_trouble_of_the_simulator_is_listed_here() -> None:
    assert set(KINDS) == set(ERRORS)


@pytest.mark.parametrize("status", [None, 200, 400, 403, 500])
@pytest.mark.parametrize("name", KINDS)
def test_an_error_body_is_read_the_same_with_any_status(name: str, status: int | None) -> None:
    reply = error_reply(name)
    trouble = trouble_in(answer(reply.value, status or reply.status))
    assert trouble is not None
    assert trouble.kind is KINDS[name]
    assert f"code {ERRORS[name][1]['code']}" in trouble.reason
    assert ERRORS[name][1]["message"] not in trouble.reason


@pytest.mark.parametrize("code", range(80000, 80015))
def test_every_business_limit_is_a_throttle_and_never_repeated(code: int) -> None:
    given = answer({"error": {"code": code}}, 500)
    trouble = trouble_in(given)
    assert trouble is not None
    assert trouble.kind is Kind.THROTTLED
    assert not worth_repeating(given)


@pytest.mark.parametrize("code", [3, 10, *range(200, 300)])
def test_every_missing_permission_is_one(code: int) -> None:
    trouble = trouble_in(answer({"error": {"code": str(code)}}, 403))
    assert trouble is not None
    assert trouble.kind is Kind.PERMISSION


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, Kind.CHANGED), (302, Kind.CHANGED), (401, Kind.CREDENTIAL), (403, Kind.PERMISSION), (404, Kind.GONE),
        (418, Kind.CHANGED), (429, Kind.THROTTLED), (500, Kind.TRANSIENT), (503, Kind.TRANSIENT),
    ],
)  # fmt: skip
def test_a_status_without_an_error_body_speaks_for_itself(status: int, kind: Kind) -> None:
    trouble = trouble_in(answer({"something": "else"}, status))
    assert trouble is not None
    assert trouble.kind is kind


@pytest.mark.parametrize("value", [[], "text", 5, None, True])
def test_an_answer_that_is_no_object_is_a_change(value: object) -> None:
    trouble = trouble_in(answer(value))
    assert trouble is not None
    assert trouble.kind is Kind.CHANGED


def test_broken_json_passes_and_a_huge_body_wants_less() -> None:
    broken, huge = (
        trouble_in(answer(None, malformed="HTML instead of JSON")),
        trouble_in(answer(None, malformed=TOO_LARGE)),
    )
    assert broken is not None
    assert huge is not None
    assert (broken.kind, huge.kind) == (Kind.TRANSIENT, Kind.TOO_MUCH)


@pytest.mark.parametrize("value", [{"data": []}, {"id": "1"}, {}, {"error": None}, {"error": "text"}])
def test_what_is_usable_is_no_trouble(value: object) -> None:
    assert trouble_in(answer(value)) is None


@pytest.mark.parametrize(
    ("code", "message", "fields"),
    [
        (100, "(#100) Tried accessing nonexisting field (admin_creator) on node type (PagePost)", "admin_creator"),
        (100, "(#100) Unknown field: via", "via"),
        (200, "(#200) The field 'admin_creator' requires the permission business_management", "admin_creator"),
    ],
)
def test_a_field_that_is_objected_to_is_named(code: int, message: str, fields: str) -> None:
    trouble = trouble_in(answer({"error": {"code": code, "message": message}}, 400))
    assert trouble is not None
    assert trouble.kind is Kind.FIELD
    assert fields in trouble.fields


def test_a_permission_to_message_is_not_taken_for_the_field_message() -> None:
    said = "(#200) Requires permission to message this person"
    trouble = trouble_in(answer({"error": {"code": 200, "message": said}}, 403))
    assert trouble is not None
    assert trouble.kind is Kind.PERMISSION


def test_odd_error_bodies_are_read() -> None:
    for error in ({"code": None}, {"code": [1]}, {"message": 5, "code": True}, {"code": 10**30}):
        assert trouble_in(answer({"error": error}, 400)) is not None
    reply = no_field("x", "Page")
    assert trouble_in(answer(reply.value, 400)) is not None
