"""The indicator library for machines: what is measured, by which definition, against which target (6.4.2①)."""

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
from kpi.models import Indicator, Target
from kpi.states import Dimension, Direction, Entry, Grain, IndicatorState, Kind

QUERY = (
    Parameter("state", _("Only indicators in this state."), choices=tuple(IndicatorState.values)),
    Parameter("process", _("Only indicators of this process (its code).")),
    Parameter(
        "dimension", _("Only indicators of this dimension."), choices=tuple(Dimension.values)
    ),
    *PAGING,
)


class IndicatorSerializer(serializers.Serializer):
    code = serializers.CharField()
    process = serializers.CharField(source="process.code")
    name = serializers.CharField()
    name_en = serializers.CharField()
    dimension = serializers.ChoiceField(
        Dimension.choices,
        allow_blank=True,
        help_text="E efficiency, Q quality, S customer satisfaction.",
    )
    kind = serializers.ChoiceField(
        Kind.choices, help_text="qualitative: reported in grades, never as a number."
    )
    unit = serializers.CharField(allow_blank=True)
    unit_en = serializers.CharField(allow_blank=True)
    direction = serializers.ChoiceField(Direction.choices)
    cadence = serializers.ChoiceField(Grain.choices)
    assessment_grain = serializers.ChoiceField(Grain.choices)
    entry = serializers.ChoiceField(Entry.choices)
    state = serializers.ChoiceField(IndicatorState.choices)
    adopted_on = serializers.DateField(allow_null=True)
    retired_on = serializers.DateField(allow_null=True)


class GradeSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)
    meets = serializers.BooleanField(help_text="Whether the grade meets the target.")


class DefinitionSerializer(serializers.Serializer):
    version = serializers.IntegerField(source="number")
    formula = serializers.CharField()
    cohort = serializers.CharField(allow_blank=True)
    cohort_en = serializers.CharField(allow_blank=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    needs_project = serializers.BooleanField(help_text="Reported for projects only.")
    scale = serializers.SerializerMethodField(
        help_text="Grades of a qualitative indicator, the worst first; else empty."
    )
    measures = serializers.SerializerMethodField(help_text="Codes of the measures in the formula.")

    def get_scale(self, definition) -> GradeSerializer(many=True):
        return [
            {
                "code": grade["code"],
                "name": grade["name"],
                "name_en": grade.get("name_en", ""),
                "meets": bool(grade.get("meets")),
            }
            for measure in definition.measures.all()
            for grade in measure.scale
        ]

    def get_measures(self, definition) -> list[str]:
        return sorted(measure.code for measure in definition.measures.all())


@extend_schema_field(str)
class DecimalText(serializers.ReadOnlyField):
    def to_representation(self, value):
        return plain(value)


class TargetInForceSerializer(serializers.Serializer):
    scope = serializers.SerializerMethodField(help_text="company or department:<code>.")
    operator = serializers.ChoiceField(Target.Operator.choices)
    value = DecimalText()
    upper = DecimalText(allow_null=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    basis = serializers.CharField(allow_blank=True)

    def get_scope(self, target) -> str:
        return f"department:{target.department.code}" if target.department else "company"


class IndicatorDetailSerializer(IndicatorSerializer):
    definitions = DefinitionSerializer(many=True)
    targets = TargetInForceSerializer(many=True)


class Indicators(Door):
    permission = Permission.INDICATOR_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_indicators",
        summary="The indicator library",
        parameters=[each.described() for each in QUERY],
        responses={200: page_schema(IndicatorSerializer), **errors(*READING)},
        tags=["kpi"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        rows = Indicator.objects.visible_to(request.user).select_related("process")
        for name, column in (
            ("state", "state"),
            ("process", "process__code"),
            ("dimension", "dimension"),
        ):
            if query[name]:
                rows = rows.filter(**{column: query[name]})
        page = page_of(request, rows, query, order=("position", "id"))
        return Response(page.body(IndicatorSerializer(page.rows, many=True).data))


class OneIndicator(Door):
    permission = Permission.INDICATOR_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="read_indicator",
        summary="One indicator with its definitions and targets",
        responses={200: IndicatorDetailSerializer, **errors(*READING, 404)},
        tags=["kpi"],
    )
    def get(self, request, code):
        read_query(request, ())
        rows = (
            Indicator.objects.visible_to(request.user)
            .select_related("process")
            .prefetch_related("definitions__measures", "targets__department")
        )
        row = rows.filter(code=code.upper()).first()
        if row is None:
            raise Http404
        return Response(IndicatorDetailSerializer(row).data)
