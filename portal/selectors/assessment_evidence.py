"""Evidence for an item of a self-assessment from every clause: what kpi knows, and what reviews, improvements and the plan add (domain §3.5)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from governance.lib.periods import Year
from governance.models import Person
from governance.selectors.calendar import local_moment
from improvements.models import Improvement
from improvements.states import Stage
from kpi.models import AssessedItem, SelfAssessment
from kpi.selectors.evidence_proposal import Proposal, own_proposals, proposal, suits
from planning.models import AnnualPlan
from planning.states import PlanState
from reviews.models import Review
from reviews.states import ReviewState

_REVIEW = _("Process review report %(number)s, signed on %(day)s")
_IMPROVEMENTS = _("Improvements opened in %(year)s: %(count)s, closed: %(closed)s")
_PLAN = _("Annual plan %(year)s published")


def evidence_for(item: AssessedItem, *, person: Person, at: datetime) -> list[Proposal]:
    """The live records that speak for an item and are not its evidence yet, as far as the reader may see them."""
    known = set(item.evidence.values_list("key", flat=True))
    found = evidence_of_year(item.assessment, person=person, at=at)
    return [each for each in found if each.key not in known and suits(item.item, each)]


def evidence_of_year(assessment: SelfAssessment, *, person: Person, at: datetime) -> list[Proposal]:
    """Everything that speaks for some item of an assessment."""
    return [
        *own_proposals(assessment, person=person, at=at),
        *_reviews(assessment, person),
        *_improvements(assessment, person),
        *_plan(assessment, person),
    ]


def _reviews(assessment: SelfAssessment, person: Person) -> Iterator[Proposal]:
    year = Year(assessment.year)
    rows = Review.objects.visible_to(person).filter(
        state=ReviewState.SIGNED, start__gte=year.start, end__lte=year.end
    )
    for row in rows.order_by("end", "pk"):
        told = {"number": row.number, "day": f"{row.signed_at:%Y-%m-%d}"}
        url = reverse("reviews:review", args=[row.pk])
        yield proposal(f"review:{row.pk}", _REVIEW, told, url, clause="6.4.3")


def _improvements(assessment: SelfAssessment, person: Person) -> Iterator[Proposal]:
    year = Year(assessment.year)
    rows = Improvement.objects.visible_to(person).filter(
        raised_at__gte=local_moment(year.start), raised_at__lt=local_moment(year.next().start)
    )
    counted = (
        rows.exclude(state=Stage.VOID)
        .values_list("process_id", "process__code")
        .annotate(count=Count("pk"), closed=Count("pk", filter=Q(state=Stage.CLOSED)))
        .order_by("process__position")
    )
    url, total, ended = reverse("improvements:improvements"), 0, 0
    for process, code, count, closed in counted:
        total, ended = total + count, ended + closed
        told = {"year": year.label, "count": count, "closed": closed}
        address, key = f"{url}?process={code}", f"improvements:{process}:{year.label}"
        yield proposal(key, _IMPROVEMENTS, told, address, process=process)
    if total:
        told = {"year": year.label, "count": total, "closed": ended}
        for clause in ("6.4.4", "4②", "4⑤"):
            key = f"improvements:{clause}:{year.label}"
            yield proposal(key, _IMPROVEMENTS, told, url, clause=clause)


def _plan(assessment: SelfAssessment, person: Person) -> Iterator[Proposal]:
    found = AnnualPlan.objects.visible_to(person).filter(
        year=assessment.year, state=PlanState.PUBLISHED
    )
    if found.exists():
        told = {"year": assessment.year}
        url = reverse("planning:plan-year", args=[assessment.year])
        for clause in ("6.4.1", "5.1①"):
            yield proposal(f"plan:{clause}:{assessment.year}", _PLAN, told, url, clause=clause)
