"""The cells that figures are made of, for machines: what was entered, accepted and counted (issue 3 §6)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
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
from kpi.api.value import PERIOD_SCHEMA, read_code, refuse_unknown
from kpi.selectors.pull import CELL_ORDER, CellQuestion, cell_columns, data_revision, pulled_cells
from kpi.states import Origin

QUERY = (
    Parameter(
        "measure",
        gettext_lazy("Code of a measure; may be repeated. Without it: all."),
        read=read_code,
        many=True,
        example="inc_resolved",
    ),
    Parameter(
        "process",
        gettext_lazy("Code of a process; may be repeated. Without it: all."),
        read=read_code,
        many=True,
        example="incident",
    ),
    Parameter(
        "from",
        gettext_lazy(
            "First period, in any grain. Only slices that begin in it or later are given."
        ),
        read=parse_period,
        example="2026-W01",
        schema=PERIOD_SCHEMA,
    ),
    Parameter(
        "to",
        gettext_lazy("Last period, in any grain. Only slices that end in it or earlier are given."),
        read=parse_period,
        example="2026-W13",
        schema=PERIOD_SCHEMA,
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


class CountedCellSerializer(serializers.Serializer):
    measure = serializers.CharField()
    process = serializers.CharField()
    department = serializers.CharField(
        allow_null=True, help_text="Of the reporter or of the ticket source; null for the company."
    )
    project = serializers.CharField(allow_null=True)
    dimension = serializers.CharField(allow_null=True)
    dimension_value = serializers.CharField(allow_null=True)
    slice_start = serializers.DateField(help_text="First day of the week, or of its part.")
    slice_end = serializers.DateField(help_text="The day after the last day (exclusive).")
    iso_year = serializers.IntegerField()
    iso_week = serializers.IntegerField()
    value = serializers.CharField(
        allow_null=True, help_text="Decimal as text; null with a reason in no_data_reason."
    )
    grade = serializers.CharField(
        allow_null=True, help_text="Code of a grade, where the measure has a scale."
    )
    narrative = serializers.CharField(allow_null=True)
    no_data_reason = serializers.CharField(allow_null=True)
    origin = serializers.ChoiceField(Origin.choices)
    source = serializers.CharField(allow_null=True, help_text="Code of the ticket source.")
    submission = serializers.IntegerField(
        allow_null=True, help_text="The accepted record a person entered it in."
    )


EXAMPLE = OpenApiExample(
    "a counted cell",
    response_only=True,
    status_codes=["200"],
    value={
        "items": [
            {
                "measure": "inc_resolved",
                "process": "incident",
                "department": "operations",
                "project": None,
                "dimension": None,
                "dimension_value": None,
                "slice_start": "2026-02-16",
                "slice_end": "2026-02-23",
                "iso_year": 2026,
                "iso_week": 8,
                "value": "128",
                "grade": None,
                "narrative": None,
                "no_data_reason": None,
                "origin": "entry",
                "source": None,
                "submission": 412,
            }
        ],
        "next": None,
    },
)


class Cells(Door):
    permission = (Permission.SUBMISSION_ENTER, Permission.BOARD_VIEW)
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)
    renderer_classes = [JSONRenderer, CSVRenderer]

    @extend_schema(
        operation_id="list_cells",
        summary="Base measures that count",
        description="The numbers figures are made of, by week (two slices where a month ends inside it): "
        "accepted entries, and what was counted from tickets or by the system. PMO, committee and auditor "
        "see all, others their own assignments and what their department's tickets counted. "
        "`slice_end` is the day **after** the last day. Decimals are text.",
        parameters=[each.described() for each in QUERY],
        responses={
            (200, "application/json"): OpenApiResponse(
                page_schema(CountedCellSerializer), examples=[EXAMPLE]
            ),
            (200, "text/csv"): OpenApiResponse(str),
            **errors(*READING),
        },
        tags=["kpi"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        first, last = query["from"], query["to"]
        if first and last and first.start > last.end:
            raise ValidationError({"from": [_("The first period lies after the last one.")]})
        question = CellQuestion(
            measures=tuple(query["measure"]),
            processes=tuple(query["process"]),
            first=first.start if first else None,
            last=last.end if last else None,
            dimension=query["dimension"] or "",
        )
        refuse_unknown(request.user, measure=question.measures, process=question.processes)
        columns = cell_columns()
        rows = pulled_cells(request.user, question, columns)
        return answer_listing(
            request, query, Listing(rows, columns, CELL_ORDER, "kpi-cells", data_revision)
        )
