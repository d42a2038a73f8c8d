"""Self-assessments for machines: state, verdicts in numbers, findings with what was decided (R66, G39)."""

from django.db.models import Count, Prefetch, Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from governance.lib.periods import Year
from governance.lib.rest import Door
from governance.lib.rest_error import READING, errors
from governance.lib.rest_page import PAGING, page_of, page_schema
from governance.lib.rest_query import Parameter, read_query
from governance.permissions import Permission
from governance.states import Scope
from kpi.models import AssessmentFinding, SelfAssessment
from kpi.states import AssessmentScope, AssessmentState, FindingState, ItemVerdict


def read_year(value):
    """A calendar year as it is written."""
    return Year.parse(value).year


QUERY = (
    Parameter("state", _("Only those in this state."), choices=tuple(AssessmentState.values)),
    Parameter("scope", _("Only those of this scope."), choices=tuple(AssessmentScope.values)),
    Parameter("year", _("Only those of this year, like 2026."), read=read_year),
    *PAGING,
)


class AssessmentFindingSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    position = serializers.IntegerField()
    clause = serializers.CharField(source="item.item.clause_label")
    verdict = serializers.ChoiceField(ItemVerdict.choices, source="item.verdict")
    text = serializers.CharField()
    process = serializers.CharField(source="process.code", allow_null=True, default=None)
    department = serializers.CharField(source="department.code", allow_null=True, default=None)
    state = serializers.ChoiceField(FindingState.choices)
    decision_note = serializers.CharField(allow_blank=True)


class SelfAssessmentSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    year = serializers.IntegerField()
    scope = serializers.ChoiceField(AssessmentScope.choices)
    projects = serializers.SerializerMethodField()
    checklist = serializers.IntegerField(
        source="checklist.number", help_text="The version of the checklist."
    )
    state = serializers.ChoiceField(AssessmentState.choices)
    items = serializers.IntegerField(source="total")
    conform = serializers.IntegerField()
    in_part = serializers.IntegerField()
    nonconform = serializers.IntegerField()
    not_applicable = serializers.IntegerField()
    conclusion = serializers.CharField(allow_blank=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    content_sha256 = serializers.CharField(
        allow_blank=True, help_text="Of the frozen content; empty until it is closed."
    )
    findings = AssessmentFindingSerializer(many=True)

    def get_projects(self, row) -> list[str]:
        """The codes of the projects it looks at; none where it looks at the company."""
        return [project.code for project in row.projects.all()]


class SelfAssessments(Door):
    permission = Permission.ASSESSMENT_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_self_assessments",
        summary="Self-assessments of the framework",
        description="Earliest first. Only closed ones of the company count for REV-02 (G39).",
        parameters=[each.described() for each in QUERY],
        responses={200: page_schema(SelfAssessmentSerializer), **errors(*READING)},
        tags=["kpi"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        findings = AssessmentFinding.objects.visible_to(request.user).select_related(
            "item__item", "process", "department"
        )
        rows = (
            SelfAssessment.objects.visible_to(request.user)
            .select_related("checklist")
            .prefetch_related(
                "projects", Prefetch("findings", queryset=findings.order_by("position"))
            )
            .annotate(
                total=Count("items"),
                **{
                    verdict.value: Count("items", filter=Q(items__verdict=verdict))
                    for verdict in ItemVerdict
                },
            )
        )
        for name in ("state", "scope", "year"):
            if query[name]:
                rows = rows.filter(**{name: query[name]})
        page = page_of(request, rows, query, order=("id",))
        return Response(page.body(SelfAssessmentSerializer(page.rows, many=True).data))
