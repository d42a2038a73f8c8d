"""Trainings for machines: read only; who attended stays a number, money is for those who may read it (6.4.1; reliability §3.2)."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from governance.lib.rest import Door
from governance.lib.rest_error import READING, errors
from governance.lib.rest_page import PAGING, page_of, page_schema
from governance.lib.rest_query import Parameter, read_query
from governance.permissions import Permission
from governance.states import Scope
from planning.api.plan import DecimalText, read_year
from planning.selectors.session import TrainingFilter, training_lines, trainings_listed
from planning.states import SessionState, TrainingMethod, TrainingTest

QUERY = (
    Parameter(
        "year",
        _("Only trainings planned for this year."),
        read=read_year,
        example="2027",
        schema={"type": "integer"},
    ),
    Parameter("state", _("Only trainings in this state."), choices=tuple(SessionState.values)),
    Parameter("process", _("Only trainings on this process (its code).")),
    Parameter(
        "department", _("Only trainings for, or answered for by, this department (its code).")
    ),
    *PAGING,
)


class TrainingSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="row.pk")
    number = serializers.CharField(source="row.number")
    origin = serializers.CharField(
        source="row.origin",
        allow_blank=True,
        help_text="Key of the line of the plan; empty = ad hoc.",
    )
    topic = serializers.CharField(source="row.topic")
    topic_en = serializers.CharField(source="row.topic_en", allow_blank=True)
    processes = serializers.SerializerMethodField(help_text="Codes.")
    departments = serializers.SerializerMethodField(help_text="Codes of the departments it is for.")
    department = serializers.CharField(
        source="row.department.code",
        allow_null=True,
        default=None,
        help_text="Code of the department that answers for it.",
    )
    document = serializers.CharField(source="row.document.code", allow_null=True, default=None)
    document_version = serializers.CharField(source="row.document_version", allow_blank=True)
    method = serializers.ChoiceField(TrainingMethod.choices, source="row.method")
    trainer = serializers.CharField(source="row.trainer_said", allow_blank=True)
    hours = DecimalText(source="row.hours", allow_null=True)
    planned_on = serializers.DateField(source="row.planned_on")
    starts_at = serializers.DateTimeField(source="row.starts_at", allow_null=True)
    held_at = serializers.DateTimeField(source="row.held_at", allow_null=True)
    state = serializers.ChoiceField(SessionState.choices, source="row.state")
    not_held_reason = serializers.CharField(source="row.not_held_reason", allow_blank=True)
    test = serializers.ChoiceField(TrainingTest.choices, source="row.test")
    invited = serializers.IntegerField()
    attended = serializers.IntegerField(help_text="Confirmed by another person than the trainee.")
    budget = DecimalText(allow_null=True, help_text="Null also for whoever may not read amounts.")

    def get_processes(self, line) -> list[str]:
        return [each.code for each in line.row.processes.all()]

    def get_departments(self, line) -> list[str]:
        return [each.code for each in line.row.departments.all()]


class Trainings(Door):
    permission = Permission.TRAINING_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_trainings",
        summary="Trainings, from the plan and ad hoc, with how many were invited and came",
        parameters=[each.described() for each in QUERY],
        responses={200: page_schema(TrainingSerializer), **errors(*READING)},
        tags=["planning"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        chosen = TrainingFilter(
            query["year"],
            query["state"] or "",
            query["process"] or "",
            query["department"] or "",
        )
        page = page_of(
            request, trainings_listed(request.user, chosen), query, order=("planned_on", "id")
        )
        lines = training_lines(page.rows, request.user)
        return Response(page.body(TrainingSerializer(lines, many=True).data))


class OneTraining(Door):
    permission = Permission.TRAINING_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="read_training",
        summary="One training",
        responses={200: TrainingSerializer, **errors(*READING, 404)},
        tags=["planning"],
    )
    def get(self, request, pk):
        read_query(request, ())
        row = trainings_listed(request.user, TrainingFilter()).filter(pk=pk).first()
        if row is None:
            raise Http404
        return Response(TrainingSerializer(training_lines([row], request.user)[0]).data)
