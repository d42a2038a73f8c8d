"""What lies on the table of a review: computed while it is prepared, frozen when it is convened (domain §5.1, G28)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from governance.models import Document, DocumentVersion, PolicyIssue
from governance.selectors.calendar import local_day
from governance.states import IssueState
from kpi.models import Deviation, Indicator, IndicatorValue, ReportIssue, Target
from kpi.selectors.report_figures import target_facts, text_of
from kpi.states import (
    DeviationDecision,
    DeviationState,
    Grain,
    IndicatorState,
    Kind,
    ReportKind,
    ReportState,
    Verdict,
)
from planning.models import ResourceLine
from planning.states import Fulfilment, PlanState
from processes.models import Norm
from reviews.models import Feedback, Review, ReviewItem, StandardUpdate, Survey
from reviews.selectors.facts import feedback_facts, item_facts, survey_facts
from reviews.states import InputKind, ItemState, ReviewKind, ReviewState

Content = dict[str, Any]
Compute = Callable[["View"], Content]
OPEN_ITEMS = (ItemState.OPEN, ItemState.TAKEN_UP)
# Those a review was asked for come first; then what is undecided.
_ORDER = {DeviationDecision.ADHOC_REVIEW: 0, "": 1, DeviationDecision.IMPROVEMENT: 2}


@dataclass(frozen=True)
class View:
    """What is looked at: a review, at a moment, back to a day."""

    review: Review
    at: datetime
    since: date


def computed_inputs(review: Review, *, at: datetime) -> dict[str, Content]:
    """Every input as the data stand now; the number of questions does not grow with the data."""
    view = View(review, at, looks_back_to(review))
    return {str(kind): _COMPUTED[kind](view) for kind in InputKind if kind in _COMPUTED}


def review_input(kind: InputKind) -> Callable[[Compute], Compute]:
    """The function that computes an input this clause cannot: a later one registers its own (docs/adr/0031)."""

    def register(compute: Compute) -> Compute:
        _COMPUTED[kind] = compute
        return compute

    return register


def looks_back_to(review: Review) -> date:
    """What changed since the last review that was held, else since the period began."""
    latest = (
        Review.objects.filter(state__in=(ReviewState.HELD, ReviewState.SIGNED))
        .exclude(pk=review.pk)
        .filter(began_at__isnull=False, began_at__lt=review.prepared_at)
        .order_by("-began_at")
        .values_list("began_at", flat=True)
        .first()
    )
    return min(local_day(latest), review.start) if latest else review.start


def _goals(view: View) -> Content:
    """Goal attainment from the figures that are kept: each month, and the quarter as a whole."""
    grains = Q(grain=Grain.MONTH, start__gte=view.review.start, start__lte=view.review.end)
    if view.review.kind == ReviewKind.REGULAR:
        grains |= Q(grain=Grain.QUARTER, period=view.review.period)
    values = IndicatorValue.objects.filter(
        grains,
        scope="company",
        dimension="",
        indicator__state=IndicatorState.ADOPTED,
        indicator__kind=Kind.QUANTITATIVE,
    ).select_related("target", "indicator__process")
    found: dict[str, dict[str, IndicatorValue]] = {}
    indicators: dict[str, Indicator] = {}
    months: set[str] = set()
    for row in values:
        found.setdefault(row.indicator.code, {})[row.period] = row
        indicators[row.indicator.code] = row.indicator
        if row.grain == Grain.MONTH:
            months.add(row.period)
    order = sorted(indicators.values(), key=lambda each: (each.process.position, each.code))
    return {
        "months": sorted(months),
        "quarter": view.review.period if view.review.kind == ReviewKind.REGULAR else "",
        "rows": [_goal(indicator, found[indicator.code]) for indicator in order],
    }


def _goal(indicator: Indicator, values: dict[str, IndicatorValue]) -> Content:
    latest = values[max(values, key=lambda period: values[period].end)]
    return {
        "code": indicator.code,
        "name": indicator.name,
        "name_en": indicator.name_en,
        "process": indicator.process.name,
        "process_en": indicator.process.name_en,
        "unit": indicator.unit,
        "unit_en": indicator.unit_en,
        "target": target_facts(latest.target),
        "values": {
            period: {
                "value": text_of(row.value),
                "numerator": text_of(row.numerator),
                "denominator": text_of(row.denominator),
                "verdict": row.verdict,
            }
            for period, row in values.items()
        },
    }


def _reports(view: View) -> Content:
    """The monthly reports of the period that are issued and stand."""
    rows = (
        ReportIssue.objects.filter(
            voided_at=None,
            report__kind=ReportKind.MONTHLY,
            report__project=None,
            report__state=ReportState.ISSUED,
            report__start__gte=view.review.start,
            report__start__lte=view.review.end,
        )
        .select_related("report")
        .order_by("report__start")
    )
    return {
        "rows": [
            {
                "report": row.report_id,
                "period": row.report.period,
                "number": row.number,
                "version": row.label,
                "issued_at": row.issued_at.isoformat(),
                "sha256": row.sha256,
            }
            for row in rows
        ]
    }


def _deviations(view: View) -> Content:
    """The deviations of the period with what was decided; those decided “ad-hoc review” on top."""
    rows = (
        Deviation.objects.filter(
            Q(period_end__gte=view.review.start, period_end__lte=view.review.end)
            | Q(pk=view.review.trigger.deviation_id if view.review.trigger else None)
        )
        .exclude(state=DeviationState.LAPSED)
        .select_related("indicator__process", "responsible")
        .order_by("indicator__process__position", "indicator__code", "period_end")
    )
    told = [
        {
            "deviation": row.pk,
            "code": row.indicator.code,
            "name": row.indicator.name,
            "name_en": row.indicator.name_en,
            "period": row.period,
            "rule": row.rule,
            "cause": row.cause,
            "impact": row.impact,
            "measure": row.measure,
            "decision": row.decision,
            "responsible": row.responsible.name if row.responsible else "",
            "due_on": row.due_on.isoformat() if row.due_on else "",
        }
        for row in rows
    ]
    return {"rows": sorted(told, key=lambda row: _ORDER.get(row["decision"], len(_ORDER)))}


def _items(view: View) -> Content:
    """Items of earlier reviews that are open, and those that ended since the last one: asked for, never copied."""
    rows = (
        ReviewItem.objects.filter(review__state=ReviewState.SIGNED)
        .exclude(review=view.review)
        .filter(Q(state__in=OPEN_ITEMS) | Q(ended_at__date__gte=view.since))
        .select_related("review", "department", "responsible", "process")
        .order_by("review__end", "review__pk", "position")
    )
    return {"rows": [item_facts(row, on=local_day(view.at)) for row in rows]}


def _feedback(view: View) -> Content:
    """What customers said in the period, without their names, and the surveys with their n."""
    last = (
        max(view.review.end, local_day(view.at))
        if view.review.kind == ReviewKind.ADHOC
        else view.review.end
    )
    rows = (
        Feedback.objects.filter(
            received_at__date__gte=view.review.start, received_at__date__lte=last
        )
        .select_related("process", "department")
        .order_by("-is_major", "received_at")
    )
    surveys = (
        Survey.objects.filter(end__gte=view.review.start, start__lte=last)
        .select_related("process", "project")
        .order_by("start")
    )
    return {
        "rows": [feedback_facts(row) for row in rows],
        "surveys": [survey_facts(row) for row in surveys],
    }


def _resources(view: View) -> Content:
    """What the plan in force asked for and what was provided, by department and kind: numbers only, no money (R27)."""
    rows = (
        ResourceLine.objects.filter(
            section__plan__state=PlanState.PUBLISHED, section__plan__year=view.review.end.year
        )
        .values("section__department__name", "section__department__name_en", "kind")
        .annotate(
            lines=Count("pk"),
            provided=Count("pk", filter=Q(fulfilment=Fulfilment.FULFILLED)),
            declined=Count("pk", filter=Q(fulfilment=Fulfilment.DECLINED)),
        )
        .order_by("section__department__rank", "kind")
    )
    return {
        "year": view.review.end.year,
        "rows": [
            {
                "department": row["section__department__name"],
                "department_en": row["section__department__name_en"],
                "kind": row["kind"],
                "lines": row["lines"],
                "provided": row["provided"],
                "declined": row["declined"],
            }
            for row in rows
        ],
    }


def _issues(_view: View) -> Content:
    """What the policy leaves open and nobody has ruled on yet."""
    weights = list(PolicyIssue.Weight.values)
    found = PolicyIssue.objects.filter(state=IssueState.OPEN).order_by("number")
    rows = sorted(found, key=lambda row: weights.index(row.weight))
    return {
        "rows": [
            {
                "code": row.code,
                "clause": row.clause,
                "title": row.title,
                "title_en": row.title_en,
                "weight": row.weight,
            }
            for row in rows
        ]
    }


def _changes(view: View) -> Content:
    """Norms that came into force, targets that changed, standards that were updated since the last review."""
    since, until = view.since, local_day(view.at)
    norms = Norm.objects.values("document")
    versions = (
        DocumentVersion.objects.filter(
            Q(document__in=norms) | Q(document__kind=Document.Kind.POLICY),
            effective_on__gte=since,
            effective_on__lte=until,
        )
        .select_related("document")
        .order_by("effective_on", "pk")
    )
    targets = (
        Target.objects.filter(valid_from__gte=since, valid_from__lte=until, department=None)
        .filter(indicator__state=IndicatorState.ADOPTED)
        .select_related("indicator")
        .order_by("valid_from", "indicator__code")
    )
    updates = (
        StandardUpdate.objects.filter(registered_at__date__gte=since)
        .select_related("document")
        .order_by("registered_at")
    )
    rows = [
        {
            "kind": "norm",
            "name": row.document.title,
            "name_en": row.document.title_en,
            "what": row.label,
            "on": row.effective_on.isoformat(),
        }
        for row in versions
    ]
    rows += [
        {
            "kind": "target",
            "name": f"{row.indicator.code} {row.indicator.name}",
            "name_en": f"{row.indicator.code} {row.indicator.name_en}",
            "unit": row.indicator.unit,
            "unit_en": row.indicator.unit_en,
            "target": target_facts(row),
            "on": row.valid_from.isoformat(),
        }
        for row in targets
    ]
    rows += [
        {
            "kind": "standard",
            "name": row.document.title,
            "name_en": row.document.title_en,
            "what": row.edition,
            "on": (
                row.effective_on or row.published_on or local_day(row.registered_at)
            ).isoformat(),
        }
        for row in updates
    ]
    return {"since": since.isoformat(), "rows": rows}


def attainment(content: Content) -> tuple[int, int]:
    """How many goals were met of those that could be judged; the quarter decides, else the latest month judged."""
    verdicts = []
    for row in content["rows"]:
        judged = {
            period: figure["verdict"]
            for period, figure in row["values"].items()
            if figure["verdict"] in {Verdict.MET, Verdict.MISSED}
        }
        if judged:
            quarter = content["quarter"]
            verdicts.append(judged[quarter] if quarter in judged else judged[max(judged)])
    return verdicts.count(Verdict.MET), len(verdicts)


_COMPUTED: dict[InputKind, Compute] = {
    InputKind.GOALS: _goals,
    InputKind.REPORTS: _reports,
    InputKind.DEVIATIONS: _deviations,
    InputKind.ITEMS: _items,
    InputKind.FEEDBACK: _feedback,
    InputKind.RESOURCES: _resources,
    InputKind.ISSUES: _issues,
    InputKind.CHANGES: _changes,
}
