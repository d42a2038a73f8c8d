"""The figures of indicators for machines: paged as JSON, whole as CSV, decimals as text (issue 2 §8)."""

import re

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer

from governance.lib.periods import parse_period
from governance.lib.rest import Door
from governance.lib.rest_error import READING, errors
from governance.lib.rest_page import page_schema
from governance.lib.rest_query import Parameter, read_query
from governance.lib.rest_stream import FORMS, CSVRenderer, Listing, answer_listing
from governance.permissions import Permission
from governance.states import Scope
from kpi.models.target import Target
from kpi.selectors.pull import (
    ORDER,
    Question,
    codes_not_found,
    data_revision,
    figure_columns,
    pulled_values,
)
from kpi.states import FigureStatus, Grain, Remark, Verdict

CODE = re.compile(r"[A-Za-z0-9_-]{1,60}", re.ASCII)
PLACE = re.compile(r"(?:(dept|department)|project):([A-Za-z0-9_-]{1,40})", re.ASCII)


def read_code(text):
    if not CODE.fullmatch(text):
        raise ValueError(_("This is not a code."))
    return text


def read_scope(text):
    if text in {"company", "all"}:
        return text
    match = PLACE.fullmatch(text)
    if match is None:
        raise ValueError(
            _(
                "A scope is company, all, dept: and the code of a department, or project: and a code."
            )
        )
    return f"{'department' if match[1] else 'project'}:{match[2]}"


PERIOD_SCHEMA = {"type": "string", "pattern": r"^[0-9]{4}(-W[0-9]{2}|-[0-9]{2}|-Q[1-4])?$"}
QUERY = (
    Parameter(
        "indicator",
        gettext_lazy("Code of an indicator; may be repeated. Without it: all."),
        read=lambda text: read_code(text.upper()),
        many=True,
        example="INC-04",
    ),
    Parameter(
        "process",
        gettext_lazy("Code of a process; may be repeated. Without it: all."),
        read=read_code,
        many=True,
        example="incident",
    ),
    Parameter(
        "grain",
        gettext_lazy("Length of the periods."),
        choices=tuple(Grain.values),
        default=Grain.MONTH.value,
    ),
    Parameter(
        "from",
        gettext_lazy(
            "First period, in any grain: 2016-W09, 2016-03, 2016-Q1 or 2016. Only periods that begin on or after its first day are given."
        ),
        read=parse_period,
        example="2016-W09",
        schema=PERIOD_SCHEMA,
    ),
    Parameter(
        "to",
        gettext_lazy(
            "Last period, in any grain. Only periods that end on or before its last day are given."
        ),
        read=parse_period,
        example="2016-W22",
        schema=PERIOD_SCHEMA,
    ),
    Parameter(
        "scope",
        gettext_lazy(
            "company, dept:<code> for one department, project:<code> for one project, or all for every scope you may see."
        ),
        read=read_scope,
        default="company",
    ),
    Parameter(
        "dimension",
        gettext_lazy(
            "One row for each value of this dimension, such as priority. Without it: totals only."
        ),
        read=read_code,
    ),
    *FORMS,
)


def refuse_unknown(person, **asked):
    missing = codes_not_found(person, **asked)
    if missing:
        sentence = _("There is no such code: %(codes)s.")
        raise ValidationError(
            {name: [sentence % {"codes": ", ".join(codes)}] for name, codes in missing.items()}
        )


class TargetSerializer(serializers.Serializer):
    operator = serializers.ChoiceField(Target.Operator.choices)
    value = serializers.CharField()
    upper = serializers.CharField(
        allow_null=True, help_text="The upper bound of “between”, else null."
    )


class CoverageSerializer(serializers.Serializer):
    covered = serializers.IntegerField(help_text="Reports that counted.")
    expected = serializers.IntegerField(help_text="Reports that were due.")


class ValueSerializer(serializers.Serializer):
    indicator = serializers.CharField()
    period = serializers.CharField(help_text="2016-W09, 2016-03, 2016-Q1 or 2016.")
    period_start = serializers.DateField(help_text="First day of the period.")
    period_end = serializers.DateField(
        help_text="The day after the last day of the period (exclusive)."
    )
    scope = serializers.CharField(help_text="company, department:<code> or project:<code>.")
    dimension = serializers.CharField(allow_null=True)
    dimension_value = serializers.CharField(allow_null=True)
    numerator = serializers.CharField(allow_null=True, help_text="Decimal as text.")
    denominator = serializers.CharField(
        allow_null=True, help_text="Decimal as text; null where the indicator is no ratio."
    )
    value = serializers.CharField(
        allow_null=True,
        help_text="Decimal as text, unrounded as stored (10 decimals), never with an exponent; "
        "null where there is no sample or no data, and always of a qualitative indicator.",
    )
    unit = serializers.CharField(allow_blank=True)
    target = TargetSerializer(allow_null=True, help_text="The target in force for this period.")
    verdict = serializers.ChoiceField(Verdict.choices)
    status = serializers.ChoiceField(FigureStatus.choices)
    coverage = CoverageSerializer()
    definition_version = serializers.IntegerField()
    grade = serializers.CharField(
        allow_null=True,
        help_text="Code of the grade a qualitative indicator is judged by; null of a number.",
    )
    worst_grade = serializers.CharField(
        allow_null=True, help_text="The lowest grade given in the period."
    )
    narrative = serializers.CharField(
        allow_null=True, help_text="What the grade rests on, in words."
    )
    as_of = serializers.DateField(
        allow_null=True, help_text="The day a snapshot or a grade speaks of, else null."
    )
    population = serializers.CharField(
        allow_null=True,
        help_text="How many were asked, where the denominator counts answers; decimal as text.",
    )
    remark = serializers.ChoiceField(
        [code for code, _label in Remark.choices if code],
        allow_null=True,
        help_text="Why a value is null although its data came.",
    )


EXAMPLE = OpenApiExample(
    "a week of one indicator",
    response_only=True,
    status_codes=["200"],
    value={
        "items": [
            {
                "indicator": "INC-04",
                "period": "2016-W09",
                "period_start": "2016-02-29",
                "period_end": "2016-03-07",
                "scope": "company",
                "dimension": None,
                "dimension_value": None,
                "numerator": "134",
                "denominator": "142",
                "value": "94.3661971831",
                "unit": "%",
                "target": {"operator": ">=", "value": "95", "upper": None},
                "verdict": "missed",
                "status": "provisional",
                "coverage": {"covered": 1, "expected": 1},
                "definition_version": 1,
                "grade": None,
                "worst_grade": None,
                "narrative": None,
                "as_of": None,
                "population": None,
                "remark": None,
            }
        ],
        "next": None,
    },
)


class Values(Door):
    permission = Permission.INDICATOR_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)
    renderer_classes = [JSONRenderer, CSVRenderer]

    @extend_schema(
        operation_id="list_values",
        summary="Figures of indicators",
        description="Figures by period, then by indicator. Company figures are open to every reader, a "
        "department's to that department, PMO and committee. A period is given when it lies wholly "
        "between `from` and `to`. `period_end` is the day **after** the last day. Where nothing was "
        "counted (`denominator` 0) `value` is null and the verdict `no_sample`. Decimals are text.",
        parameters=[each.described() for each in QUERY],
        responses={
            (200, "application/json"): OpenApiResponse(
                page_schema(ValueSerializer), examples=[EXAMPLE]
            ),
            (200, "text/csv"): OpenApiResponse(str),
            **errors(*READING),
        },
        tags=["kpi"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        columns = figure_columns(get_language())
        rows = pulled_values(request.user, self.question(request, query), columns)
        return answer_listing(
            request, query, Listing(rows, columns, ORDER, "kpi-values", data_revision)
        )

    @staticmethod
    def question(request, query):
        first, last = query["from"], query["to"]
        if first and last and first.start > last.end:
            raise ValidationError({"from": [_("The first period lies after the last one.")]})
        question = Question(
            grain=query["grain"],
            indicators=tuple(query["indicator"]),
            processes=tuple(query["process"]),
            first=first.start if first else None,
            last=last.end if last else None,
            scope=query["scope"],
            dimension=query["dimension"] or "",
        )
        refuse_unknown(
            request.user,
            indicator=question.indicators,
            process=question.processes,
            scope=question.scope,
        )
        return question
