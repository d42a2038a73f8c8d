"""An example for every answer, made from its declared shape and words of this house, so that it is never out of date."""

from typing import Any

# By the name of a member, where its kind alone would say nothing.
SAMPLES: dict[str, Any] = {
    "id": 412,
    "submission": 412,
    "indicator": "INC-04",
    "process": "incident",
    "department": "operations",
    "measure": "inc_resolved",
    "measures": ["inc_resolved", "inc_resolve_hours"],
    "columns": ["number", "opened_at", "resolved_at", "priority"],
    "name": "事件平均解决时长",
    "name_en": "Mean time to resolve incidents",
    "title": "第8周周数据",
    "title_en": "Weekly data of week 8",
    "clause": "6.4.2②",
    "period": "2026-W08",
    "week": "2026-W08",
    "number": "DEMO-ITSS-0600-MR-2026-02",
    "version": "V1.0",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "language": "zh-hans",
    "scope": "company",
    "unit": "h",
    "value": "94.3661971831",
    "numerator": "134",
    "denominator": "142",
    "formula": "inc_resolve_hours / inc_resolved",
    "links_to": ["problem"],
    "linked_from": ["service-desk"],
    "next": None,
    "upper": None,
    "message": "1043 new and 12 changed tickets out of 5000; 86 figures were counted again.",
}
BY_KIND: dict[str, Any] = {"integer": 1, "number": 1, "boolean": False, "string": "", "null": None}
BY_FORMAT = {
    "date": "2026-02-16",
    "date-time": "2026-03-02T01:15:00Z",
    "uri": "https://governance.example.com/api/v1/",
}
DEEPEST = 8


def add_examples(result: dict[str, Any]) -> None:
    """Every JSON answer of an operation that brings no example of its own gets one of its shape."""
    shapes = result.get("components", {}).get("schemas", {})
    for operations in result["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {}).get("application/json")
                if (
                    status.startswith("2")
                    and content
                    and not {"example", "examples"} & set(content)
                ):
                    content["example"] = sample(content["schema"], "", shapes)


def sample(shape: dict[str, Any], name: str, shapes: dict[str, Any], depth: int = 0) -> Any:
    """A value of a shape: the word of this house for its name where that fits, else one of its kind."""
    whole = _resolved(shape, shapes)
    kind = whole.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    if depth > DEEPEST:
        return None
    if "object" in kinds or "properties" in whole:
        parts = whole.get("properties", {})
        return {key: sample(part, key, shapes, depth + 1) for key, part in parts.items()}
    if "array" in kinds:
        known = SAMPLES.get(name)
        inner = whole.get("items", {})
        return known if isinstance(known, list) else [sample(inner, name, shapes, depth + 1)]
    return _plain(whole, name, kinds)


def _plain(whole: dict[str, Any], name: str, kinds: list[Any]) -> Any:
    if whole.get("enum"):
        return whole["enum"][0]
    if name in SAMPLES and _kind_of(SAMPLES[name]) in kinds:
        return SAMPLES[name]
    return BY_FORMAT.get(whole.get("format", "")) or BY_KIND.get(str(kinds[0]))


def _resolved(shape: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    """Behind references and choices; of several the first."""
    found = dict(shape)
    for _turn in range(DEEPEST):
        if "$ref" in found:
            found = dict(shapes[found["$ref"].rpartition("/")[2]])
            continue
        options = found.get("oneOf") or found.get("anyOf") or found.get("allOf")
        if not options:
            break
        found = dict(options[0])
    return found


def _kind_of(value: Any) -> str:
    return {int: "integer", str: "string", type(None): "null"}.get(type(value), "")
