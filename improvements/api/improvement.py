"""Improvements for machines: where they come from, how far they are, what the figures said of the effect (6.4.4)."""

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
from improvements.models import Improvement
from improvements.states import Effect, Source, Stage

QUERY = (
    Parameter("stage", _("Only improvements at this stage."), choices=tuple(Stage.values)),
    Parameter("source", _("Only improvements from this source."), choices=tuple(Source.values)),
    Parameter("process", _("Only improvements of this process (its code).")),
    Parameter("department", _("Only improvements of this department (its code).")),
    *PAGING,
)
COLUMNS = (
    ("stage", "state"),
    ("source", "source"),
    ("process", "process__code"),
    ("department", "department__code"),
)


class VerificationSerializer(serializers.Serializer):
    round = serializers.IntegerField()
    is_watch = serializers.BooleanField(help_text="The look again 90 days after it was closed.")
    test = serializers.CharField()
    figures = serializers.DictField(help_text="As frozen with the verdict; decimals as text.")
    proposed = serializers.ChoiceField(Effect.choices)
    effect = serializers.ChoiceField(Effect.choices)
    verified_at = serializers.DateTimeField()


class ImprovementSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    stage = serializers.ChoiceField(Stage.choices, source="state")
    round = serializers.IntegerField()
    source = serializers.ChoiceField(Source.choices)
    deviation = serializers.IntegerField(source="deviation_id", allow_null=True)
    finding = serializers.IntegerField(
        source="finding_id", allow_null=True, help_text="The finding of a self-assessment."
    )
    review_item = serializers.IntegerField(source="review_item_id", allow_null=True)
    feedback = serializers.IntegerField(
        source="feedback_id", allow_null=True, help_text="What the customer said."
    )
    process = serializers.CharField(source="process.code")
    department = serializers.CharField(source="department.code")
    owner = serializers.CharField(source="owner.name")
    is_major = serializers.BooleanField(allow_null=True, help_text="null: not decided yet (G33).")
    problem = serializers.CharField()
    goal = serializers.CharField(allow_blank=True)
    indicator = serializers.CharField(source="indicator.code", allow_null=True, default=None)
    due_on = serializers.DateField(allow_null=True)
    raised_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    norm = serializers.CharField(
        source="norm_version", allow_null=True, default=None, help_text="The version that cites it."
    )
    no_norm_reason = serializers.CharField(allow_blank=True)
    verifications = VerificationSerializer(source="verifications.all", many=True)


class Improvements(Door):
    permission = Permission.IMPROVEMENT_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_improvements",
        summary="The register of improvements",
        description="Earliest first, with every verification. Others than PMO and committee see their own.",
        parameters=[each.described() for each in QUERY],
        responses={200: page_schema(ImprovementSerializer), **errors(*READING)},
        tags=["improvements"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        rows = (
            Improvement.objects.visible_to(request.user)
            .select_related("process", "department", "owner", "indicator", "norm_version__document")
            .prefetch_related("verifications")
        )
        for name, column in COLUMNS:
            if query[name]:
                rows = rows.filter(**{column: query[name]})
        page = page_of(request, rows, query, order=("raised_at", "id"))
        return Response(page.body(ImprovementSerializer(page.rows, many=True).data))
