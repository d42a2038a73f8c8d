"""Query parameters as a declared list: what is not declared, doubled or misspelt is refused, never ignored."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from governance.lib.strict_json import shown

LONGEST_VALUE = 200
MOST_VALUES = 100
# U+FFFD stands where the address held bytes that are not UTF-8.
UNREADABLE = re.compile("[\x00-\x1f\x7f\ufffd\ud800-\udfff]")

Text = str | Promise


def as_text(value: str) -> str:
    """The parameter is taken as it stands."""
    return value


@dataclass(frozen=True)
class Parameter:
    """One query parameter: how it is read, whether it may be repeated, and what the document says of it.

    `read` turns the text into a value and raises ValueError with a sentence.
    """

    name: str
    help_text: Text
    read: Callable[[str], Any] = as_text
    many: bool = False
    choices: tuple[str, ...] = ()
    default: Any = None
    example: str = ""
    schema: type | dict[str, Any] = field(default=str)

    def described(self) -> OpenApiParameter:
        """The parameter as the OpenAPI document lists it."""
        examples = [OpenApiExample(self.example, self.example)] if self.example else None
        return OpenApiParameter(
            self.name,
            self.schema,
            OpenApiParameter.QUERY,
            description=str(self.help_text),
            enum=self.choices or None,
            many=self.many,
            explode=True if self.many else None,
            # A generated client sends defaults along: only those that go with every other parameter.
            default=self.default if isinstance(self.default, str) and self.default else None,
            examples=examples,
        )


def read_query(request: Request, declared: Iterable[Parameter]) -> dict[str, Any]:
    """Every parameter is declared, readable and given once (or repeated where that is declared).

    Returns a value for each declared parameter: its default, or an empty list, where it was not given.
    """
    by_name = {parameter.name: parameter for parameter in declared}
    given = request.query_params
    problems: dict[str, list[str]] = {
        shown(name): [_("This parameter is not known here.")]
        for name in given
        if name not in by_name
    }
    found: dict[str, Any] = {}
    for name, parameter in by_name.items():
        try:
            found[name] = _value_of(parameter, given.getlist(name))
        except ValueError as error:
            problems[name] = [str(error)]
    if problems:
        raise ValidationError(problems, code="invalid_parameter")
    return found


def _value_of(parameter: Parameter, texts: list[str]) -> Any:
    if parameter.many:
        if len(texts) > MOST_VALUES:
            raise ValueError(_("At most %(most)s values can be given.") % {"most": MOST_VALUES})
        # The same value twice asks for nothing new.
        return list(dict.fromkeys(_read(parameter, text) for text in texts))
    if not texts:
        return parameter.default
    if len(texts) > 1:
        raise ValueError(_("This parameter can be given once only."))
    return _read(parameter, texts[0])


def _read(parameter: Parameter, text: str) -> Any:
    if not text:
        raise ValueError(_("This parameter is empty."))
    if len(text) > LONGEST_VALUE and parameter.name != "cursor":
        raise ValueError(_("At most %(most)s characters can be given.") % {"most": LONGEST_VALUE})
    if UNREADABLE.search(text):
        raise ValueError(_("This value contains characters that cannot be read."))
    if parameter.choices and text not in parameter.choices:
        raise ValueError(
            _("“%(value)s” is not one of: %(choices)s.")
            % {"value": shown(text), "choices": ", ".join(parameter.choices)}
        )
    return parameter.read(text)
