"""A week's data from a program: the third mouth of the same service as form and sheet (6.4.2②, issue 2 §5)."""

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    PolymorphicProxySerializer,
    extend_schema,
)
from rest_framework import serializers
from rest_framework.response import Response

from governance.lib.rest import Door, StrictSerializer, body_of
from governance.lib.rest_error import READING, WRITING, errors
from governance.lib.rest_key import IDEMPOTENCY
from governance.lib.rest_query import read_query
from governance.permissions import Permission
from governance.states import Scope
from kpi.api.once import answer_keyed
from kpi.api.week import EXAMPLE, SubmissionSerializer, WeekSerializer, take_week
from kpi.api.week_list import MOST_WEEKS, take_weeks
from kpi.selectors.intake import submission_seen


class WeekListSerializer(StrictSerializer):
    items = WeekSerializer(
        many=True, min_length=1, max_length=MOST_WEEKS, help_text="Weeks, each as it is sent alone."
    )


class SubmissionResultSerializer(serializers.Serializer):
    status = serializers.ChoiceField(
        [200, 201], help_text="201 stored; 200 a draft that was there is replaced."
    )
    submission = SubmissionSerializer()


class SubmissionListSerializer(serializers.Serializer):
    items = SubmissionResultSerializer(many=True, help_text="In the order they were sent.")


LIST_EXAMPLE = OpenApiExample(
    "several weeks at once", request_only=True, value={"items": [EXAMPLE.value]}
)


def one_or_list(name, one, several):
    return PolymorphicProxySerializer(
        component_name=name, serializers=[one, several], resource_type_field_name=None
    )


class Submissions(Door):
    permission = (Permission.SUBMISSION_ENTER, Permission.SUBMISSION_ACCEPT)
    scopes = dict.fromkeys(["POST"], Scope.DATA_WRITE)

    @extend_schema(
        operation_id="create_submission",
        summary="Hand in a week's data, or several weeks at once",
        description="The data of one process, department and week, whole or not at all: checked by the same "
        "rules as the form, accepted later by a person. A week that was handed in already answers 409 "
        "and names the record in `existing`; a draft begun by somebody else answers 428 until its "
        "version is sent.\n\n"
        f"With `items` up to {MOST_WEEKS} weeks are sent at once, of one process or of several: all of them "
        "are stored or none is. Every bad cell of every week is named (`items[2].values[0].value`), "
        "and what stands in the way of a whole week at `items[2]`.",
        parameters=[IDEMPOTENCY],
        request=one_or_list("SubmissionWrite", WeekSerializer, WeekListSerializer),
        examples=[EXAMPLE, LIST_EXAMPLE],
        responses={
            201: OpenApiResponse(
                one_or_list("SubmissionStored", SubmissionSerializer, SubmissionListSerializer),
                "Stored.",
            ),
            200: OpenApiResponse(SubmissionSerializer, "A draft that was there is replaced."),
            **errors(*WRITING, 428),
        },
        tags=["kpi"],
    )
    def post(self, request):
        read_query(request, ())
        body = body_of(request)
        if "items" in body:
            return answer_keyed(request, body, lambda: take_weeks(request, body))
        return answer_keyed(
            request,
            body,
            lambda: take_week(request, body),
            location=lambda kept: reverse("api:submission", args=[kept["id"]]),
        )


class OneSubmission(Door):
    permission = (
        Permission.SUBMISSION_ENTER,
        Permission.SUBMISSION_ACCEPT,
        Permission.BOARD_VIEW,
    )
    scopes = dict.fromkeys(["GET"], Scope.DATA_WRITE)

    @extend_schema(
        operation_id="read_submission",
        summary="One week's data",
        responses={200: SubmissionSerializer, **errors(*READING, 404)},
        tags=["kpi"],
    )
    def get(self, request, pk):
        read_query(request, ())
        row = submission_seen(request.user, pk)
        if row is None:
            raise Http404
        return Response(SubmissionSerializer(row).data)
