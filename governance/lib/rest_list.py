"""Every address of the interface as a list a person reads, taken from the OpenAPI document (design §4: no page needs JavaScript)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Parameter:
    """One parameter of an address: its name, where it stands, what it says."""

    name: str
    place: str
    text: str
    is_required: bool


@dataclass(frozen=True)
class Address:
    """One method of one path, in a sentence, with its parameters and the codes it answers with."""

    method: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...]
    has_body: bool
    codes: tuple[str, ...]


@dataclass(frozen=True)
class AddressGroup:
    """The addresses of one tag, with what the tag is about."""

    name: str
    text: str
    addresses: tuple[Address, ...]


@cache
def address_groups(language: str) -> tuple[AddressGroup, ...]:
    """In the order of the tags and of the document; made once in a process and language, since code alone changes it."""
    with translation.override(language):
        generator: Any = SchemaGenerator  # it comes without types
        document: dict[str, Any] = generator().get_schema(request=None, public=True)
    found: dict[str, list[Address]] = {}
    for path, methods in document["paths"].items():
        for method in METHODS:
            if operation := methods.get(method):
                tag = (operation.get("tags") or [""])[0]
                found.setdefault(tag, []).append(_address(method, path, operation))
    texts = {tag["name"]: tag.get("description", "") for tag in document.get("tags", ())}
    order = [*texts, *(tag for tag in found if tag not in texts)]
    return tuple(
        AddressGroup(tag, texts.get(tag, ""), tuple(found[tag])) for tag in order if tag in found
    )


def _address(method: str, path: str, operation: Mapping[str, Any]) -> Address:
    text = operation.get("summary") or operation.get("description", "")
    return Address(
        method.upper(),
        path,
        text.split("\n\n")[0],
        tuple(
            Parameter(
                each["name"],
                each["in"],
                str(each.get("description", "")),
                is_required=bool(each.get("required")),
            )
            for each in operation.get("parameters", ())
        ),
        has_body="requestBody" in operation,
        codes=tuple(sorted(operation.get("responses", ()))),
    )
