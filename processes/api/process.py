"""The process catalogue for machines (6.1–6.3): the list, and one process with all that belongs to it."""

from django.shortcuts import get_object_or_404
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
from processes.models import Process
from processes.states import Category, ProcessState

QUERY = (
    Parameter("category", _("Only processes of this set."), choices=tuple(Category.values)),
    Parameter("state", _("Only processes in this state."), choices=tuple(ProcessState.values)),
    *PAGING,
)


class ProcessSerializer(serializers.Serializer):
    code = serializers.CharField()
    prefix = serializers.CharField(help_text="First part of the codes of its indicators.")
    name = serializers.CharField()
    name_en = serializers.CharField()
    category = serializers.ChoiceField(Category.choices)
    state = serializers.ChoiceField(ProcessState.choices)
    goal = serializers.CharField(allow_blank=True)
    goal_en = serializers.CharField(allow_blank=True)
    owner = serializers.CharField(source="owner.name", default=None, allow_null=True)
    gaps = serializers.DictField(
        child=serializers.CharField(),
        help_text="Fields the policy leaves empty, with the number of the policy issue.",
    )


class ActivitySerializer(serializers.Serializer):
    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)


class OutputSerializer(ActivitySerializer):
    kind = serializers.CharField()
    cadence = serializers.CharField(allow_blank=True)


class ResponsibilitySerializer(serializers.Serializer):
    department = serializers.CharField(source="department.code")
    department_name = serializers.CharField(source="department.name")
    kind = serializers.CharField()
    clause = serializers.CharField(source="source_clause", allow_blank=True)


class NormSerializer(serializers.Serializer):
    code = serializers.CharField(source="document.code")
    number = serializers.CharField(source="document.number", allow_blank=True)
    title = serializers.CharField(source="document.title")
    title_en = serializers.CharField(source="document.title_en", allow_blank=True)


class ProcessDetailSerializer(ProcessSerializer):
    boundary = serializers.CharField(allow_blank=True)
    boundary_en = serializers.CharField(allow_blank=True)
    activities = ActivitySerializer(many=True)
    outputs = OutputSerializer(many=True)
    responsibilities = ResponsibilitySerializer(many=True)
    norms = NormSerializer(many=True)
    links_to = serializers.SerializerMethodField(help_text="Processes this one names as linked.")
    linked_from = serializers.SerializerMethodField(help_text="Processes that name this one.")
    link_rule = serializers.CharField(
        allow_blank=True, help_text="A rule the policy gives in place of single links."
    )

    def get_links_to(self, process) -> list[str]:
        return [link.target.code for link in process.links_out.all()]

    def get_linked_from(self, process) -> list[str]:
        return [link.source.code for link in process.links_in.all()]


class Processes(Door):
    permission = Permission.PROCESS_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_processes",
        summary="The process catalogue",
        parameters=[each.described() for each in QUERY],
        responses={200: page_schema(ProcessSerializer), **errors(*READING)},
        tags=["processes"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        rows = Process.objects.visible_to(request.user).select_related("owner")
        for name in ("category", "state"):
            if query[name]:
                rows = rows.filter(**{name: query[name]})
        page = page_of(request, rows, query, order=("position", "id"))
        return Response(page.body(ProcessSerializer(page.rows, many=True).data))


class OneProcess(Door):
    permission = Permission.PROCESS_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="read_process",
        summary="One process",
        responses={200: ProcessDetailSerializer, **errors(*READING, 404)},
        tags=["processes"],
    )
    def get(self, request, code):
        read_query(request, ())
        rows = (
            Process.objects.visible_to(request.user)
            .select_related("owner")
            .prefetch_related(
                "activities",
                "outputs",
                "responsibilities__department",
                "norms__document",
                "links_out__target",
                "links_in__source",
            )
        )
        return Response(ProcessDetailSerializer(get_object_or_404(rows, code=code)).data)
