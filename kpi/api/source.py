"""Figures straight from tickets for machines: the same table that `export_kpi` prints (issue 2 §6)."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from governance.lib.numbers import key_number
from governance.lib.periods import parse_period
from governance.lib.rest import Door
from governance.lib.rest_error import READING, errors
from governance.lib.rest_page import PAGING, page_of, page_schema
from governance.lib.rest_query import Parameter, read_query
from governance.permissions import Permission
from governance.states import Scope
from kpi.models import DataSource
from kpi.selectors.ticket import (
    figure_table,
    label_cells,
    mapping_of,
    number_text,
    periods_asked,
)
from kpi.states import Grain

# Ten years of weeks: each period is computed from its tickets at the moment of the question.
MOST_PERIODS = 530
QUERY = (
    Parameter(
        "grain",
        gettext_lazy("Length of the periods."),
        choices=tuple(Grain.values),
        default=Grain.WEEK.value,
    ),
    Parameter(
        "from",
        gettext_lazy(
            "First period, in any grain; it begins with the one that holds its first day."
        ),
        read=parse_period,
        example="2016-W16",
    ),
    Parameter(
        "to",
        gettext_lazy("Last period, in any grain; it ends with the one that holds its last day."),
        read=parse_period,
        example="2016-W22",
    ),
    Parameter(
        "dimension", gettext_lazy("One row for each value of this dimension, such as priority.")
    ),
)
EXAMPLE = OpenApiExample(
    "a week of a source",
    response_only=True,
    status_codes=["200"],
    value={
        "items": [
            {
                "period": "2016-W16",
                "period_start": "2016-04-18",
                "period_end": "2016-04-25",
                "opened": "1043",
                "sla_pct_closed": "94.366197",
            }
        ]
    },
)


class SourceSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField(allow_blank=True)
    process = serializers.CharField(source="process.code")
    department = serializers.CharField(source="department.code", default=None, allow_null=True)
    columns = serializers.SerializerMethodField(
        help_text="The columns of the tool's export that the mapping reads."
    )

    def get_columns(self, source) -> list[str]:
        return list(mapping_of(source).needed)


def source_named(person, text):
    """A source that the person may see, by its code, or by its number."""
    rows = DataSource.objects.visible_to(person).select_related("process", "department")
    source = rows.filter(code=text).first()
    number = key_number(text)
    if source is None and number is not None:
        source = rows.filter(pk=number).first()
    if source is None:
        raise Http404
    return source


class Sources(Door):
    permission = Permission.SOURCE_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_sources",
        summary="Ticket sources",
        parameters=[each.described() for each in PAGING],
        responses={200: page_schema(SourceSerializer), **errors(*READING)},
        tags=["kpi"],
    )
    def get(self, request):
        query = read_query(request, PAGING)
        rows = DataSource.objects.visible_to(request.user).select_related("process", "department")
        page = page_of(request, rows, query, order=("code", "id"))
        return Response(page.body(SourceSerializer(page.rows, many=True).data))


class SourceFigures(Door):
    permission = Permission.SOURCE_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_source_figures",
        summary="Figures computed from the tickets of a source",
        description="One row a period (and value of the dimension) under the names the source's mapping "
        "declares, with `period`, `period_start` and `period_end`, the day **after** the last day. "
        "Numbers are text, null where there is no sample. Without from and to: all tickets.",
        parameters=[each.described() for each in QUERY],
        responses={
            200: OpenApiResponse(
                inline_serializer(
                    "SourceFigures",
                    {
                        "items": serializers.ListField(
                            child=serializers.DictField(
                                child=serializers.CharField(allow_null=True)
                            )
                        )
                    },
                ),
                examples=[EXAMPLE],
            ),
            **errors(*READING, 404),
        },
        tags=["kpi"],
    )
    def get(self, request, code):
        query = read_query(request, QUERY)
        source = source_named(request.user, code)
        mapping = mapping_of(source)
        periods = self.periods(source, mapping, query)
        dimension = query["dimension"] or ""
        if dimension and dimension not in dict(mapping.dimensions):
            sentence = _("This source has no such dimension; it has: %(names)s.")
            known = ", ".join(name for name, _field in mapping.dimensions) or "–"
            raise ValidationError({"dimension": [sentence % {"names": known}]})
        table = figure_table(source, mapping, periods, dimension=dimension)
        head = ("period", "period_start", "period_end", *mapping.labels, *table.names)
        items = [
            dict(
                zip(
                    head,
                    [*label_cells(row, mapping.labels), *map(number_text, row.cells)],
                    strict=True,
                )
            )
            for row in table.rows
        ]
        return Response({"items": items})

    @staticmethod
    def periods(source, mapping, query):
        first, last = query["from"], query["to"]
        if first and last and first.start > last.end:
            raise ValidationError({"from": [_("The first period lies after the last one.")]})
        asked = (first.label if first else "", last.label if last else "")
        periods = periods_asked(source, mapping, query["grain"], asked)
        if len(periods) > MOST_PERIODS:
            sentence = _("At most %(most)s periods can be asked for at once.")
            raise ValidationError({"to": [sentence % {"most": MOST_PERIODS}]})
        return periods
