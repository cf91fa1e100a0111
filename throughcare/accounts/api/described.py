"""What the OpenAPI document says of every operation beside its own schema: security, headers, problems."""

from __future__ import annotations

from typing import Any

from ninja.operation import Operation

from throughcare.accounts.api.problems import MEDIA_TYPE, PROBLEMS, ProblemOut

SECURITY_SCHEME = "token"
SECURITY = {
    SECURITY_SCHEME: {
        "type": "http",
        "scheme": "bearer",
        "description": "A token made by an administrator; it acts as its user, within its scopes.",
    }
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "description": (
        "A name for this write, new for each: 1 to 255 printable characters, such as a UUID. The same request under the"
        " same key is done once and gets the same answer again."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
}
ACCESS_REASON = {
    "in": "header",
    "name": "Access-Reason",
    "required": False,
    "description": (
        "Why the record is opened, needed for one outside the user's region: a code of the table record-reason, a colon,"
        " and what it is about, in UTF-8. The log of consultations keeps it, and the person may ask to see it."
    ),
    "schema": {"type": "string", "maxLength": 240},
}
_PROBLEM = {"$ref": "#/components/schemas/ProblemOut"}
_ALWAYS = (400, 401, 403, 404, 422, 429, 500)


def describe(made: Operation, *, permission: str, scope: str, once: bool, opens_record: bool) -> None:
    """Add to the operation what its declaration means for whoever calls it."""
    statuses = {*_ALWAYS}
    if any(method != "GET" for method in made.methods):
        statuses |= {413, 415}
    if once:
        statuses.add(409)
    if opens_record:
        statuses.add(308)
    extra: dict[str, Any] = {
        "security": [{SECURITY_SCHEME: [scope]}],
        "x-permission": permission,
        "responses": {status: {"$ref": f"#/components/responses/problem-{status}"} for status in sorted(statuses)},
    }
    headers = [IDEMPOTENCY_KEY] * once + [ACCESS_REASON] * opens_record
    if headers:
        extra["parameters"] = headers
    made.openapi_extra = {**(made.openapi_extra or {}), **extra}


def problem_schema() -> dict[str, Any]:
    """The schema of a problem, for the document's components."""
    schema = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas: dict[str, Any] = schema.pop("$defs", {})
    return {"ProblemOut": schema, **schemas}


def problem_answers() -> dict[str, Any]:
    """The answers that every operation can give when something is wrong, for the document's components."""
    statuses = sorted({status for status, _title in PROBLEMS.values()})
    return {f"problem-{status}": _answer(status) for status in statuses}


def _answer(status: int) -> dict[str, Any]:
    titles = [f"{code}: {title}." for code, (known, title) in PROBLEMS.items() if known == status]
    return {"description": " ".join(titles), "content": {MEDIA_TYPE: {"schema": _PROBLEM}}}
