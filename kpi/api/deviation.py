"""The register of deviations for machines: rule, evidence, analysis and decision (6.4.2③, R19)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from governance.lib.rest import Door
from governance.lib.rest_error import READING, errors
from governance.lib.rest_page import PAGING, page_of, page_schema
from governance.lib.rest_query import Parameter, read_query
from governance.permissions import Permission
from governance.selectors.calendar import local_day
from governance.states import Scope
from kpi.formulas import SERIES_RULES
from kpi.models import Deviation
from kpi.selectors.deviation_place import answered_by
from kpi.states import DeviationDecision, DeviationState

QUERY = (
    Parameter("state", _("Only deviations in this state."), choices=tuple(DeviationState.values)),
    Parameter("rule", _("Only deviations of this rule."), choices=tuple(SERIES_RULES)),
    Parameter(
        "decision", _("Only deviations so decided."), choices=tuple(DeviationDecision.values)
    ),
    Parameter("indicator", _("Only deviations of this indicator (its code).")),
    Parameter("process", _("Only deviations of this process (its code).")),
    Parameter(
        "department",
        _("Only deviations of processes this department (its code) answers for today."),
    ),
    Parameter("period", _("Only signals that fired in this period, like 2026-02.")),
    *PAGING,
)
COLUMNS = (
    ("state", "state"),
    ("rule", "rule"),
    ("decision", "decision"),
    ("indicator", "indicator__code"),
    ("process", "indicator__process__code"),
    ("period", "period"),
)


class DeviationSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    indicator = serializers.CharField(source="indicator.code")
    process = serializers.CharField(source="indicator.process.code")
    scope = serializers.CharField()
    rule = serializers.ChoiceField(list(SERIES_RULES))
    side = serializers.IntegerField(help_text="1 high or rising, -1 low or falling, 0 neither.")
    period = serializers.CharField(help_text="Where the rule was first complete.")
    run_start = serializers.CharField(
        source="start_period", help_text="Where its run began; the same for a single point."
    )
    evidence = serializers.DictField(
        help_text="Frozen when the rule spoke: points, limits, target; decimals as text."
    )
    report = serializers.CharField(
        source="report.period",
        allow_null=True,
        default=None,
        help_text="The month whose report settles it; null until that draft exists.",
    )
    state = serializers.ChoiceField(DeviationState.choices)
    opened_at = serializers.DateTimeField()
    cause = serializers.CharField(allow_blank=True)
    impact = serializers.CharField(allow_blank=True)
    measure = serializers.CharField(allow_blank=True)
    responsible = serializers.CharField(source="responsible.name", allow_null=True, default=None)
    due_on = serializers.DateField(allow_null=True)
    decision = serializers.ChoiceField(DeviationDecision.choices, allow_blank=True)
    decision_reason = serializers.CharField(allow_blank=True)
    decided_at = serializers.DateTimeField(allow_null=True)


class Deviations(Door):
    permission = Permission.REPORT_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_deviations",
        summary="The register of deviations",
        description="Earliest first. Who reads only issued reports sees what they tell, and their own processes.",
        parameters=[each.described() for each in QUERY],
        responses={200: page_schema(DeviationSerializer), **errors(*READING)},
        tags=["kpi"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        rows = Deviation.objects.visible_to(request.user).select_related(
            "indicator__process", "report", "responsible"
        )
        for name, column in COLUMNS:
            if query[name]:
                rows = rows.filter(**{column: query[name]})
        if query["department"]:
            today = local_day(timezone.now())
            rows = rows.filter(answered_by(query["department"], on=today))
        page = page_of(request, rows, query, order=("period_end", "id"))
        return Response(page.body(DeviationSerializer(page.rows, many=True).data))
