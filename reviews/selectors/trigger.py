"""The triggers of ad-hoc reviews: what was raised, what came of it, and how long that took (R58, G31)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.lib.bilingual import said
from governance.models import Person
from governance.selectors.setting import setting_value
from kpi.models import IndicatorValue
from kpi.states import Grain, IndicatorState, Verdict
from reviews.models import Review, ReviewTrigger
from reviews.states import TriggerState

SERVICE_LEVELS = "slm"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SORTS = {"happened": "happened_at", "kind": "kind", "state": "state"}


@dataclass(frozen=True)
class TriggerChoice:
    """What the reader of the list has chosen; empty means all."""

    kind: str = ""
    state: str = ""
    sort: str = ""


@dataclass(frozen=True)
class TriggerLine:
    """One trigger with its review and the time from it to the review's start; running while none has begun."""

    row: ReviewTrigger
    review: Review | None
    elapsed: str
    is_running: bool


@dataclass(frozen=True)
class Run:
    """An indicator of service levels that missed its target several months in a row."""

    code: str
    name: str
    periods: tuple[str, ...]

    @property
    def first(self) -> str:
        """The month in which the run began."""
        return self.periods[0]


def triggers_listed(person: Person, chosen: TriggerChoice) -> QuerySet[ReviewTrigger]:
    """The latest first, unless sorted otherwise."""
    rows: QuerySet[ReviewTrigger] = ReviewTrigger.objects.visible_to(person).select_related(
        "review", "raised_by", "deviation__indicator", "feedback", "standard_update__document"
    )
    for name in ("kind", "state"):
        if value := getattr(chosen, name):
            rows = rows.filter(**{name: value})
    column = SORTS.get(chosen.sort.removeprefix("-"))
    if column is None:
        return rows.order_by("-happened_at", "-pk")
    order = F(column).desc() if chosen.sort.startswith("-") else F(column).asc()
    return rows.order_by(order, "-pk")


def trigger_line(row: ReviewTrigger, *, at: datetime) -> TriggerLine:
    """A trigger measured from its moment to the beginning of the meeting, else to now."""
    review: Review | None = getattr(row, "review", None)
    began = review.began_at if review else None
    is_running = began is None and row.state != TriggerState.DISMISSED
    until = began or (at if is_running else None)
    return TriggerLine(
        row, review, elapsed_text(until - row.happened_at) if until else "–", is_running
    )


def elapsed_text(gap: timedelta) -> str:
    """Hours below two days, days above: no limit is named, because the policy names none (G31)."""
    if gap < 2 * DAY:
        hours = max(int(gap // HOUR), 0)
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = gap // DAY
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def reds_in_a_row() -> list[Run]:
    """Adopted service-level indicators whose latest months all missed, as many as were decided; none by default.

    Months without a verdict neither lengthen nor break a run.
    """
    least = int(setting_value("review_trigger_reds") or 0)
    if not least:
        return []
    rows = (
        IndicatorValue.objects.filter(
            grain=Grain.MONTH,
            scope="company",
            dimension="",
            indicator__state=IndicatorState.ADOPTED,
            indicator__process__code=SERVICE_LEVELS,
            verdict__in=(Verdict.MET, Verdict.MISSED),
        )
        .select_related("indicator")
        .order_by("indicator__code", "start")
    )
    runs: dict[str, list[IndicatorValue]] = {}
    for row in rows:
        if row.verdict == Verdict.MET:
            runs[row.indicator.code] = []
        else:
            runs.setdefault(row.indicator.code, []).append(row)
    return [
        Run(code, run[0].indicator.name, tuple(row.period for row in run))
        for code, run in runs.items()
        if len(run) >= least
    ]


def evidence_of(row: ReviewTrigger) -> tuple[str, str]:
    """The record that stands as evidence, in words, and the name of its page's address with its key."""
    if row.deviation is not None:
        deviation = row.deviation
        return (
            f"{deviation.period} {deviation.indicator.code} {said(deviation.indicator)}",
            "deviation",
        )
    if row.feedback is not None:
        return row.feedback.number, "feedback"
    if row.standard_update is not None:
        return str(row.standard_update), "standard"
    return (_("found by the rule “service levels missed in a row”") if row.rule else ""), ""
