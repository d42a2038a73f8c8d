"""Which outputs of the policy the system itself produces, and what it has produced (6.2, 6.4; domain §1.2)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from governance.lib.periods import parse_period
from kpi.models import Report
from kpi.selectors.report_name import OUTPUT_NAMES, name_of
from kpi.states import ReportKind, ReportState
from planning.models import AnnualPlan
from processes.models import Output, OutputRecord
from processes.services.output_record import Made
from reviews.models import Review
from reviews.states import ReviewState


@dataclass(frozen=True)
class MadeOutput:
    """An output of the register, and one record of the system that is it."""

    output: Output
    made: Made


def outputs_made() -> list[MadeOutput]:
    """What the system has produced and the register does not know yet, for the outputs in the table below."""
    names = {name for _code, name in MADE}
    outputs = {
        (row.process.code, row.name): row
        for row in Output.objects.filter(name__in=names).select_related("process")
    }
    known = set(
        OutputRecord.objects.exclude(source_key="").values_list(
            "output_id", "source_model", "source_key"
        )
    )
    return [
        MadeOutput(output, made)
        for place, find in MADE.items()
        if (output := outputs.get(place)) is not None
        for made in find(output)
        if (output.pk, made.source._meta.label_lower, str(made.source.pk)) not in known
    ]


def _reports_of(kind: str) -> Callable[[Output], Iterator[Made]]:
    def find(_output: Output) -> Iterator[Made]:
        rows = Report.objects.filter(
            kind=kind, state=ReportState.ISSUED, issued_at__isnull=False
        ).select_related("project")
        for row in rows.order_by("start", "pk"):
            page = reverse("kpi:report", args=[row.pk])
            yield Made(row.period, row, f"{row.number} {name_of(row)}", page, row.issued_at)

    return find


def _reviews(output: Output) -> Iterator[Made]:
    rows = Review.objects.filter(state=ReviewState.SIGNED, signed_at__isnull=False)
    for row in rows.order_by("start", "pk"):
        page = reverse("reviews:review", args=[row.pk])
        period = parse_period(row.period).label
        yield Made(period, row, f"{row.number} {output.name}", page, row.signed_at)


def _plans(output: Output) -> Iterator[Made]:
    rows = AnnualPlan.objects.filter(published_at__isnull=False)
    for row in rows.order_by("year", "ordinal"):
        page = reverse("planning:plan", args=[row.pk])
        yield Made(str(row.year), row, f"{row.number} {output.name}", page, row.published_at)


# The one table: process and name as the policy prints them, and what fulfils them here.
MADE: dict[tuple[str, str], Callable[[Output], Iterator[Made]]] = {
    ("planning", "过程资源需求计划"): _plans,
    ("monitoring", OUTPUT_NAMES[ReportKind.MONTHLY]): _reports_of(ReportKind.MONTHLY),
    ("review", "过程评审报告"): _reviews,
    ("slm", OUTPUT_NAMES[ReportKind.SLA]): _reports_of(ReportKind.SLA),
    ("service_reporting", OUTPUT_NAMES[ReportKind.SERVICE]): _reports_of(ReportKind.SERVICE),
}
