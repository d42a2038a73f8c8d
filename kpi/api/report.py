"""Reports for machines: the list by kind, the figures as issued, and the document's bytes (6.4.2③, R39, R40)."""

import re

from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response

from governance.lib.numbers import plain
from governance.lib.paper_door import CONTENT_TYPES, LANGUAGES
from governance.lib.periods import parse_period
from governance.lib.rest import Door
from governance.lib.rest_error import READING, errors
from governance.lib.rest_page import PAGING, page_of, page_schema
from governance.lib.rest_query import Parameter, read_query
from governance.lib.workflow import Refused
from governance.permissions import Permission
from governance.states import PaperFormat, RenderState, Scope
from kpi.models import Report, ReportFigure, ReportFile, ReportIssue
from kpi.models.target import Target
from kpi.services.reading import note_reading
from kpi.states import ReadingDoor, ReportKind, ReportState, Verdict

# Letters, digits and the dashes of a number; anything else would have to be escaped in a header.
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+", re.ASCII)


ALL = "all"


QUERY = (
    Parameter(
        "kind",
        gettext_lazy("Which kind of report; without it the monthly monitoring reports."),
        choices=(*ReportKind.values, ALL),
        default=ReportKind.MONTHLY.value,
    ),
    Parameter(
        "period",
        gettext_lazy("Only the reports of this month, quarter or year, like 2026-02."),
        read=parse_period,
        schema={"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}|-Q[1-4])?$"},
    ),
    Parameter("project", gettext_lazy("Only the reports of the project of this code.")),
    Parameter(
        "state", gettext_lazy("Only reports in this state."), choices=tuple(ReportState.values)
    ),
    *PAGING,
)
LANGUAGE = Parameter(
    "language", gettext_lazy("Language of the document."), choices=LANGUAGES, default=LANGUAGES[0]
)


FORMAT = Parameter(
    "form",
    gettext_lazy("Form of the document: PDF, the record, or Word, a copy to work with."),
    choices=tuple(PaperFormat.values),
    default=PaperFormat.PDF.value,
)


class DocumentNotReady(Refused):
    """The document of the issue is being made, or could not be made."""

    code = "not_ready"
    retry_after = 10


class FileSerializer(serializers.Serializer):
    language = serializers.CharField()
    format = serializers.ChoiceField(PaperFormat.choices)
    state = serializers.ChoiceField(RenderState.choices)
    sha256 = serializers.CharField(allow_blank=True)
    size = serializers.IntegerField(help_text="Bytes.")
    pages = serializers.IntegerField()


class IssueSerializer(serializers.Serializer):
    number = serializers.CharField()
    version = serializers.CharField(source="label")
    issued_at = serializers.DateTimeField()
    sha256 = serializers.CharField(help_text="Of the frozen content the document is made from.")
    files = FileSerializer(many=True)


class ReportSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(ReportKind.choices)
    project = serializers.SerializerMethodField(
        help_text="Code of the project, or null for the whole company."
    )
    period = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(ReportState.choices)
    issued_at = serializers.DateTimeField(allow_null=True)
    issue = serializers.SerializerMethodField(help_text="The issue in force, else null.")

    def get_project(self, report) -> serializers.CharField(allow_null=True):
        return report.project.code if report.project else None

    def get_issue(self, report) -> IssueSerializer(allow_null=True):
        return IssueSerializer(report.in_force[0]).data if report.in_force else None


class IssuedTargetSerializer(serializers.Serializer):
    operator = serializers.ChoiceField(Target.Operator.choices)
    value = serializers.CharField()
    upper = serializers.CharField(allow_null=True)


class IssuedFigureSerializer(serializers.Serializer):
    indicator = serializers.CharField()
    grain = serializers.CharField()
    period = serializers.CharField()
    numerator = serializers.CharField(allow_null=True)
    denominator = serializers.CharField(allow_null=True)
    value = serializers.CharField(allow_null=True, help_text="Decimal as text.")
    grade = serializers.CharField(
        allow_null=True, help_text="Code of the grade of a qualitative indicator."
    )
    unit = serializers.CharField(allow_blank=True)
    target = IssuedTargetSerializer(allow_null=True)
    verdict = serializers.ChoiceField(Verdict.choices)
    covered = serializers.IntegerField()
    expected = serializers.IntegerField()
    definition_version = serializers.IntegerField()


class ReportDetailSerializer(ReportSerializer):
    figures = serializers.SerializerMethodField(
        help_text="As issued, whatever was corrected later; empty before the first issue."
    )

    def get_figures(self, report) -> IssuedFigureSerializer(many=True):
        if not report.in_force:
            return []
        rows = ReportFigure.objects.visible_to(self.context["person"])
        rows = rows.filter(issue=report.in_force[0])
        rows = rows.select_related("indicator", "definition", "target")
        return [figure_of(row) for row in rows.order_by("indicator__position", "indicator__code")]


def decimal_text(value):
    return None if value is None else plain(value)


def figure_of(row):
    target = row.target
    return {
        "indicator": row.indicator.code,
        "grain": row.grain,
        "period": row.period,
        "numerator": decimal_text(row.numerator),
        "denominator": decimal_text(row.denominator),
        "value": decimal_text(row.value),
        "grade": row.grade or None,
        "unit": row.indicator.unit,
        "target": target
        and {
            "operator": target.operator,
            "value": plain(target.value),
            "upper": decimal_text(target.upper),
        },
        "verdict": row.verdict,
        "covered": row.covered,
        "expected": row.expected,
        "definition_version": row.definition.number,
    }


def reports_of(person):
    """The reports a person may see, each with its issue in force and what became of its documents."""
    files = ReportFile.objects.visible_to(person).defer("content").order_by("language", "format")
    issues = ReportIssue.objects.visible_to(person).filter(voided_at=None).defer("content")
    return (
        Report.objects.visible_to(person)
        .select_related("project")
        .prefetch_related(
            Prefetch(
                "issues", issues.prefetch_related(Prefetch("files", files)), to_attr="in_force"
            )
        )
    )


class Reports(Door):
    permission = Permission.REPORT_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_reports",
        summary="Reports",
        description=(
            "Earliest first; the monthly monitoring reports unless another kind is asked for. "
            "Readers see what is issued, PMO and committee drafts too."
        ),
        parameters=[each.described() for each in QUERY],
        responses={200: page_schema(ReportSerializer), **errors(*READING)},
        tags=["kpi"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        rows = reports_of(request.user)
        if query["kind"] != ALL:
            rows = rows.filter(kind=query["kind"])
        if query["project"]:
            rows = rows.filter(project__code=query["project"])
        if query["period"]:
            rows = rows.filter(period=query["period"].label)
        if query["state"]:
            rows = rows.filter(state=query["state"])
        page = page_of(request, rows, query, order=("start", "id"))
        return Response(page.body(ReportSerializer(page.rows, many=True).data))


class OneReport(Door):
    permission = Permission.REPORT_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="read_report",
        summary="One report with its figures as issued",
        responses={200: ReportDetailSerializer, **errors(*READING, 404)},
        tags=["kpi"],
    )
    def get(self, request, pk):
        read_query(request, ())
        report = reports_of(request.user).filter(pk=pk).first()
        if report is None:
            raise Http404
        return Response(ReportDetailSerializer(report, context={"person": request.user}).data)


class PDFRenderer(BaseRenderer):
    """Says that documents are handed out here; their bytes pass by the framework untouched."""

    media_type = "application/pdf"
    format = "pdf"
    render_style = "binary"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return data


class WordRenderer(PDFRenderer):
    """The same for Word files."""

    media_type = CONTENT_TYPES[PaperFormat.DOCX]
    format = "docx"


class ReportDocument(Door):
    permission = Permission.REPORT_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)
    renderer_classes = [PDFRenderer, WordRenderer, JSONRenderer]

    @extend_schema(
        operation_id="read_report_document",
        summary="The document of the issue in force, as PDF or Word",
        description="The stored bytes; `ETag` is their SHA-256. 409 while they are being made. The reader is noted.",
        parameters=[LANGUAGE.described(), FORMAT.described()],
        responses={
            **{
                (200, content_type): OpenApiResponse(OpenApiTypes.BINARY)
                for content_type in CONTENT_TYPES.values()
            },
            **errors(*READING, 404, 409),
        },
        tags=["kpi"],
    )
    def get(self, request, pk):
        query = read_query(request, (LANGUAGE, FORMAT))
        rows = ReportFile.objects.visible_to(request.user).select_related("issue__report")
        # By the report's own key, whose range is checked: a key on the issue is taken as it comes.
        report = Report.objects.visible_to(request.user).filter(pk=pk)
        found = rows.filter(
            issue__report__in=report,
            issue__voided_at=None,
            language=query["language"],
            format=query["form"],
        )
        file = found.first()
        if file is None:
            raise Http404
        if file.state != RenderState.READY:
            raise DocumentNotReady(
                _("The document is not there yet: %(state)s.") % {"state": file.get_state_display()}
            )
        name = UNSAFE.sub("-", f"{file.issue.number}-{file.issue.label}-{file.language}")
        note_reading(file.issue, by=request.user, door=ReadingDoor.REST, at=timezone.now())
        response = HttpResponse(bytes(file.content), content_type=CONTENT_TYPES[file.format])
        response["Content-Disposition"] = f'attachment; filename="{name}.{file.format}"'
        response["ETag"] = f'"{file.sha256}"'
        return response
