"""What customers say, from a ticket system or a survey tool: registered once by its own number (R18, G24)."""

import re

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from governance.lib.context import current_context
from governance.lib.rest import Door, StrictSerializer, TextField, body_of
from governance.lib.rest_error import WRITING, errors
from governance.lib.rest_query import read_query
from governance.models import Department, Project
from governance.permissions import Permission
from governance.states import Scope
from processes.models import Process
from reviews.services.feedback import NewFeedback, register_feedback
from reviews.states import FeedbackKind, FeedbackState

OFFSET = re.compile(r"T.*(Z|[+-]\d\d:\d\d)$")
NAMED = {"process": Process, "department": Department, "project": Project}


class MomentField(serializers.DateTimeField):
    """A moment with its offset: a bare day or a wall clock says nothing about where it was."""

    def to_internal_value(self, value):
        if not isinstance(value, str) or not OFFSET.search(value):
            self.fail("invalid", format="YYYY-MM-DDThh:mm[:ss[.uuuuuu]]+HH:MM|-HH:MM|Z")
        return super().to_internal_value(value)


class FeedbackWriteSerializer(StrictSerializer):
    external_id = TextField(
        max_length=80, help_text="Your own number of it; sent again it registers nothing twice."
    )
    kind = serializers.ChoiceField(FeedbackKind.choices)
    text = TextField(max_length=8000)
    received_at = MomentField(help_text="With its offset, like 2026-06-20T09:30:00+08:00.")
    channel = TextField(max_length=60, required=False, default="", allow_blank=True)
    customer = TextField(
        max_length=120,
        required=False,
        default="",
        allow_blank=True,
        help_text="Shown to those who answer and to nobody else; never read back here.",
    )
    process = TextField(max_length=60, required=False, help_text="Its code.")
    department = TextField(max_length=60, required=False, help_text="The code of who answers.")
    project = TextField(max_length=60, required=False, help_text="Its code.")


class FeedbackSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    external_id = serializers.CharField()
    kind = serializers.ChoiceField(FeedbackKind.choices)
    state = serializers.ChoiceField(FeedbackState.choices)
    is_major = serializers.BooleanField()
    received_at = serializers.DateTimeField()
    registered_at = serializers.DateTimeField()


EXAMPLE = OpenApiExample(
    "a complaint",
    request_only=True,
    value={
        "external_id": "SD-2026-0815",
        "kind": "complaint",
        "text": "No answer for three days.",
        "received_at": "2026-06-20T09:30:00+08:00",
        "channel": "phone",
        "process": "service_desk",
    },
)


class FeedbackDoor(Door):
    permission = Permission.FEEDBACK_REGISTER
    scopes = dict.fromkeys(["POST"], Scope.FEEDBACK_WRITE)

    @extend_schema(
        operation_id="register_feedback",
        summary="Register what a customer said",
        description="Registered once per token and `external_id`: sent again, the record that is there is "
        "answered with 200 and stays as it is. Whether a complaint is major is decided by people.",
        request=FeedbackWriteSerializer,
        examples=[EXAMPLE],
        responses={201: FeedbackSerializer, 200: FeedbackSerializer, **errors(*WRITING)},
        tags=["reviews"],
    )
    def post(self, request):
        read_query(request, ())
        found = FeedbackWriteSerializer(data=body_of(request))
        found.is_valid(raise_exception=True)
        given = dict(found.validated_data) | _picked(request.user, found.validated_data)
        row, is_new = register_feedback(
            NewFeedback(**given),
            by=request.user,
            at=timezone.now(),
            via=current_context().via or "session",
        )
        return Response(FeedbackSerializer(row).data, status=201 if is_new else 200)


def _picked(person, given):
    """The records named by their codes; a code that is not known is refused under its own name."""
    picked, unknown = {}, {}
    for name, model in NAMED.items():
        code = given.get(name)
        if code is None:
            continue
        row = model.objects.visible_to(person).filter(code=code).first()
        if row is None:
            unknown[name] = [_("This code is not known.")]
        picked[name] = row
    if unknown:
        raise ValidationError(unknown)
    return picked
