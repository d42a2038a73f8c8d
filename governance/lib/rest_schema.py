"""What the document says of every address alike: scopes, marks, examples, the order of clauses (issue 3 §6)."""

from typing import Any

from drf_spectacular.openapi import AutoSchema

from governance.lib.rest_error import MEANINGS
from governance.lib.rest_example import add_examples

NOT_MODIFIED = "The answer under the mark you named has not changed."
IF_NONE_MATCH = {
    "in": "header",
    "name": "If-None-Match",
    "schema": {"type": "string"},
    "description": "The `ETag` of an answer you have: if it is still the same, 304 comes back without a body.",
}
CODE = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,60}$"}
ETAG = {
    "description": "Names this very answer; it changes whenever the answer may have.",
    "schema": {"type": "string"},
}
CODES = {
    400: "invalid",
    401: "authentication_failed",
    403: "permission_denied",
    404: "not_found",
    406: "not_acceptable",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    422: "idempotency_key_reused",
    428: "version_required",
    429: "throttled",
}


class Operation(AutoSchema):
    """An operation says which scope a token needs for it."""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """The operation as the framework describes it, and the scope behind its words."""
        found: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        scope = getattr(self.view, "scopes", {}).get(self.method, "")
        if found is not None and scope:
            words = found.get("description", "")
            found["description"] = f"{words}\n\nScope of the token: `{scope}`.".strip()
        return found


def complete_document(result: dict[str, Any], **_facts: Any) -> dict[str, Any]:
    """Every reading operation may be answered 304, and every refusal shows what it looks like."""
    for operations in result["paths"].values():
        for method, operation in operations.items():
            _complete(method, operation)
    add_examples(result)
    return result


def _complete(method: str, operation: dict[str, Any]) -> None:
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    for parameter in operation.get("parameters", []):
        if (parameter["in"], parameter["name"]) == ("path", "code"):
            parameter["schema"] = CODE
    if method == "get":
        _add_mark(operation)
    for status, response in operation["responses"].items():
        if int(status) in MEANINGS:
            _add_example(int(status), response)


def _add_mark(operation: dict[str, Any]) -> None:
    operation.setdefault("parameters", []).append(IF_NONE_MATCH)
    operation["responses"]["304"] = {"description": NOT_MODIFIED, "headers": {"ETag": ETAG}}
    operation["responses"]["200"].setdefault("headers", {})["ETag"] = ETAG


def _add_example(status: int, response: dict[str, Any]) -> None:
    fields = {"values[0].value": ["Send a number."]} if status == 400 else {}  # noqa: PLR2004 -- a bad request
    response["content"]["application/json"]["example"] = {
        "code": CODES[status],
        "message": MEANINGS[status],
        "fields": fields,
        "request_id": "0f8fad5bd9cb469fa16570867728950e",
    }
