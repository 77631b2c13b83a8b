"""X's errors in every shape it answers them in: problems, the older numbered ones, and those beside what could be given."""

from __future__ import annotations

import time

from connectors.simulators.wire import Reply, Request
from connectors.simulators.x_objects import Json

PROBLEMS = "https://api.x.com/2/problems"


_PARAMETERS = {
    *("max_results", "pagination_token", "expansions", "user.fields", "media.fields", "poll.fields", "dm_event.fields"),
    *("ids", "chat_conversation.fields", "chat_message_event.fields", "event_types", "since_id", "until_id"),
    *("query", "start_time", "next_token"),
}


def trouble(name: str) -> Reply:
    """expired, forbidden, usage_capped, no_credits, throttled, throttled_untold, invalid, internal, error_in_200;
    KeyError for others."""
    made = {
        "expired": problem(401, "Unauthorized", "about:blank", "Unauthorized"),
        "forbidden": problem(403, "Forbidden", f"{PROBLEMS}/client-forbidden", "not enrolled"),
        "usage_capped": problem(429, "UsageCapExceeded", f"{PROBLEMS}/usage-capped", "Usage cap exceeded"),
        "no_credits": problem(402, "CreditsDepleted", "about:blank", "no credits"),
        "throttled": Reply(
            status=429,
            value={"errors": [{"code": 88, "message": "Rate limit exceeded"}]},
            headers={"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(time.time()) + 900)},
        ),
        "throttled_untold": problem(429, "Too Many Requests", f"{PROBLEMS}/rate-limit-exceeded", "wait"),
        "invalid": invalid("max_results", "500"),
        "internal": problem(500, "Internal Error", f"{PROBLEMS}/internal-error", "sorry"),
        "error_in_200": Reply(value={"errors": [{"code": 131, "message": "Internal error"}]}),
    }
    return made[name]


def problem(status: int, title: str, kind: str, detail: str) -> Reply:
    """A problem in the newer shape."""
    return Reply(status=status, value={"title": title, "detail": detail, "type": kind, "status": status})


def missing(resource: str, number: str, parameter: str, kind: str, title: str) -> Json:
    """One object that is not among what is given, as `errors` tells it."""
    return {
        "resource_type": resource,
        "resource_id": number,
        "value": number,
        "parameter": parameter,
        "title": title,
        "detail": f"Could not find {resource} with {parameter}: [{number}].",
        "type": f"{PROBLEMS}/{kind}",
    }


def invalid(name: str, value: str) -> Reply:
    """A parameter that X does not take."""
    return Reply(
        status=400,
        value={
            "errors": [
                {"parameters": {name: [value]}, "message": f"The query parameter [{name}] is not valid: [{value}]"}
            ],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": f"{PROBLEMS}/invalid-request",
        },
    )


def wrong_parameter(request: Request, dialect: str) -> Reply | None:
    """X's answer to a name it does not know in its vocabulary; None when it knows them all."""
    mine, theirs = ("tweet", "post") if dialect == "tweet" else ("post", "tweet")
    allowed = {*_PARAMETERS, f"{mine}.fields"}
    for name, value in request.query.items():
        if name not in allowed:
            return invalid(name, value)
        if name.endswith(".fields") or name == "expansions":
            for word in value.split(","):
                old_only = name in ("dm_event.fields", "post.fields") and word in (
                    "author_id",
                    "sender_id",
                    "participant_ids",
                )
                if f"{theirs}s" in word or f"_{theirs}" in word or (dialect == "post" and old_only):
                    return invalid(name, word)
    return None
