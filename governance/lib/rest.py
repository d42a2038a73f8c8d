"""The strict mould of every REST door: declared fields only, declared parameters only, one error shape."""

import re
from decimal import Decimal
from functools import partial
from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import APIException, ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from governance.lib.rest_etag import answer_if_changed
from governance.lib.strict_json import shown

LONGEST_QUERY = 8192
# Control characters other than line breaks and tabs, and marks that turn the direction of text.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class AddressTooLong(APIException):
    """The query of an address has a bound."""

    status_code = 414
    default_detail = gettext_lazy("The address is too long.")
    default_code = "too_long"


class Door(APIView):
    """An address of the API names the permission of the person (one of several) and, per method, the scope of a token.

    Without a permission nobody comes in; without a scope no token does.
    """

    permission: ClassVar[str | tuple[str, ...] | None] = None
    scopes: ClassVar[dict[str, str]] = {}
    metadata_class = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY:
            raise AddressTooLong
        super().initial(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        answer = super().finalize_response(request, response, *args, **kwargs)
        # Streams carry a mark of their own; what is held in memory is marked by its bytes.
        if request.method not in {"GET", "HEAD"} or answer.status_code != HTTPStatus.OK:
            answer.headers.setdefault("Cache-Control", "no-store")
        elif hasattr(answer, "add_post_render_callback"):
            answer.add_post_render_callback(partial(answer_if_changed, request))
        elif not answer.streaming:
            return answer_if_changed(request, answer) or answer
        return answer

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        return Response(status=204)


def body_of(request: Request) -> dict[str, Any]:
    """A request carries one JSON object; anything else, or nothing, is refused."""
    if request.stream is None:
        raise ParseError(_("The request has no body; send a JSON object (line 1, column 1)."))
    body = request.data
    if not isinstance(body, dict):
        raise ParseError(_('Send a JSON object, like {"name": value}.'))
    return body


class StrictSerializer(serializers.Serializer[Any]):
    """Fields that are not declared are refused by name: a misspelt field is never silently dropped."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise ValidationError([_("Send a JSON object here.")])
        known = {name for name, field in self.fields.items() if not field.read_only}
        problems = {
            shown(name): [_("This field is not known here, or cannot be set.")]
            for name in data
            if name not in known
        }
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            if not problems:
                raise
            detail = error.detail if isinstance(error.detail, dict) else {"": error.detail}
            raise ValidationError({**detail, **problems}) from error
        if problems:
            raise ValidationError(problems)
        return value


class TextField(serializers.CharField):
    """A text is a JSON string without hidden characters; numbers and yes/no values are no texts."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise ValidationError([_("Send a text in quotation marks.")])
        if HIDDEN.search(data):
            raise ValidationError([_("The text contains hidden control characters.")])
        return super().to_internal_value(data)


class YesNoField(serializers.BooleanField):
    """Yes or no is true or false, and not a text or number that looks like it."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise ValidationError([_("Send true or false.")])
        return data


# Whether null is allowed too is said beside it, once.
@extend_schema_field({"anyOf": [{"type": "string", "maxLength": 64}, {"type": "number"}]})
class NumberField(serializers.Field[Any, Any, Any, Any]):
    """A number comes as a JSON number or as its text; what it may be is decided by the one number rule."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, Decimal | int | str):
            raise ValidationError([_("Send a number, or a number in quotation marks.")])
        return data

    def to_representation(self, value: Any) -> Any:
        return value
