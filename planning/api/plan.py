"""Published plans and their goals for machines: read only, without amounts of money (6.4.1; reliability §3.2)."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from governance.lib.numbers import plain
from governance.lib.rest import Door
from governance.lib.rest_error import READING, errors
from governance.lib.rest_page import PAGING, page_of, page_schema
from governance.lib.rest_query import Parameter, read_query
from governance.permissions import Permission
from governance.states import Scope
from kpi.models import Target
from planning.models import AnnualPlan, PlanGoal
from planning.states import ChangeDirection, ChangeUnit, GoalKind, PlanState

EARLIEST, LATEST = 2000, 2100


def read_year(text: str) -> int:
    """A year in four digits, between the first and the last a plan can be for."""
    if not (text.isascii() and text.isdecimal() and len(text) == 4):  # noqa: PLR2004 -- as years are written
        raise ValueError(_("A year has four digits, like 2027."))
    year = int(text)
    if not EARLIEST <= year <= LATEST:
        raise ValueError(
            _("A plan year lies between %(first)s and %(last)s.")
            % {"first": EARLIEST, "last": LATEST}
        )
    return year


YEAR = Parameter(
    "year",
    _("Only this plan year."),
    read=read_year,
    example="2027",
    schema={"type": "integer", "minimum": EARLIEST, "maximum": LATEST},
)
PLANS = (
    YEAR,
    Parameter("state", _("Only versions in this state."), choices=tuple(PlanState.values)),
    *PAGING,
)
GOALS = (
    YEAR,
    Parameter("process", _("Only goals of this process (its code).")),
    Parameter("indicator", _("Only goals on this indicator (its code).")),
    *PAGING,
)


@extend_schema_field(str)
class DecimalText(serializers.ReadOnlyField):
    def to_representation(self, value):
        return plain(value)


class PlanSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    year = serializers.IntegerField()
    version = serializers.IntegerField(source="ordinal")
    number = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(PlanState.choices)
    is_before_policy = serializers.BooleanField(
        help_text="Plan year 2025, which could not have been made under the policy."
    )
    resolution = serializers.SerializerMethodField(
        help_text="Number of the resolution; null before."
    )
    effective_on = serializers.DateField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)
    content_sha256 = serializers.CharField(allow_blank=True)

    def get_resolution(self, plan) -> str | None:
        return plan.resolution.number if plan.resolution else None


class PlanGoalSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    year = serializers.IntegerField(source="section.plan.year")
    plan = serializers.IntegerField(source="section.plan_id")
    department = serializers.CharField(source="section.department.code")
    process = serializers.CharField(source="process.code")
    kind = serializers.ChoiceField(GoalKind.choices)
    indicator = serializers.SerializerMethodField(help_text="Code; null for a goal without one.")
    scope = serializers.SerializerMethodField(help_text="company or department:<code>.")
    operator = serializers.ChoiceField(Target.Operator.choices, allow_blank=True)
    value = DecimalText(allow_null=True)
    upper = DecimalText(allow_null=True)
    direction = serializers.ChoiceField(ChangeDirection.choices, allow_blank=True)
    change = DecimalText(allow_null=True)
    change_unit = serializers.ChoiceField(ChangeUnit.choices, allow_blank=True)
    baseline_period = serializers.CharField(allow_blank=True)
    baseline = serializers.DictField(
        child=serializers.JSONField(), help_text="The kept figure a relative goal starts from."
    )
    text = serializers.CharField(allow_blank=True)
    measures = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    target = serializers.SerializerMethodField(
        help_text="The target it brought into force; null before."
    )

    def get_indicator(self, goal) -> str | None:
        return goal.indicator.code if goal.indicator else None

    def get_scope(self, goal) -> str:
        return f"department:{goal.scope.code}" if goal.scope else "company"

    def get_target(self, goal) -> dict[str, str | None] | None:
        issued = goal.issued
        if issued is None:
            return None
        return {
            "operator": issued.operator,
            "value": plain(issued.value),
            "upper": None if issued.upper is None else plain(issued.upper),
            "valid_from": issued.valid_from.isoformat(),
            "valid_to": issued.valid_to.isoformat() if issued.valid_to else None,
        }


class Plans(Door):
    permission = Permission.PLAN_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_plans",
        summary="Annual plans by version",
        parameters=[each.described() for each in PLANS],
        responses={200: page_schema(PlanSerializer), **errors(*READING)},
        tags=["planning"],
    )
    def get(self, request):
        query = read_query(request, PLANS)
        rows = AnnualPlan.objects.visible_to(request.user).select_related("resolution")
        for name in ("year", "state"):
            if query[name]:
                rows = rows.filter(**{name: query[name]})
        page = page_of(request, rows, query, order=("year", "ordinal", "id"))
        return Response(page.body(PlanSerializer(page.rows, many=True).data))


class OnePlan(Door):
    permission = Permission.PLAN_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="read_plan",
        summary="One version of an annual plan",
        responses={200: PlanSerializer, **errors(*READING, 404)},
        tags=["planning"],
    )
    def get(self, request, pk):
        read_query(request, ())
        rows = AnnualPlan.objects.visible_to(request.user).select_related("resolution")
        row = rows.filter(pk=pk).first()
        if row is None:
            raise Http404
        return Response(PlanSerializer(row).data)


class PlanGoals(Door):
    """Goals of the versions a person may see; superseded versions are asked for by their plan's page."""

    permission = Permission.PLAN_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_plan_goals",
        summary="Goals of the plans in force, with the targets they brought into force",
        parameters=[each.described() for each in GOALS],
        responses={200: page_schema(PlanGoalSerializer), **errors(*READING)},
        tags=["planning"],
    )
    def get(self, request):
        query = read_query(request, GOALS)
        rows = (
            PlanGoal.objects.visible_to(request.user)
            .filter(section__plan__state=PlanState.PUBLISHED)
            .select_related(
                "section__plan", "section__department", "process", "indicator", "scope", "issued"
            )
        )
        for name, column in (
            ("year", "section__plan__year"),
            ("process", "process__code"),
            ("indicator", "indicator__code"),
        ):
            if query[name]:
                rows = rows.filter(**{column: query[name]})
        page = page_of(request, rows, query, order=("id",))
        return Response(page.body(PlanGoalSerializer(page.rows, many=True).data))
