"""The triggers of ad-hoc reviews: what was raised, what came of it, and how long that took (R58, G31)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.lib.bilingual import said
from governance.models import Person
from kpi.models import Deviation
from kpi.selectors.deviation import deviations_awaiting_review
from reviews.models import Review, ReviewTrigger
from reviews.selectors.trigger_rule import rule_words
from reviews.states import TriggerState

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


def deviations_without_trigger(person: Person) -> QuerySet[Deviation]:
    """What was decided to become an ad-hoc review and has raised no trigger yet, the earliest decision first (6.4.3②).

    A trigger of an indicator that has not come to its meeting takes up whatever else is decided of it.
    """
    same = ReviewTrigger.objects.filter(deviation__indicator=OuterRef("indicator"))
    waits = same.filter(review__began_at=None).exclude(state=TriggerState.DISMISSED)
    raised = ReviewTrigger.objects.filter(deviation=OuterRef("pk"))
    seen = Deviation.objects.visible_to(person).values("pk")
    return deviations_awaiting_review().filter(~Exists(waits), ~Exists(raised), pk__in=seen)


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
    return "", ""


def found_by(row: ReviewTrigger) -> str:
    """Who or what found it: the rule, if it was one."""
    return _("found by the rule “%(rule)s”") % {"rule": rule_words(row.rule)} if row.rule else ""
