"""The register of feedback (R18, G24)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from governance.lib.workflow import Step, open_from
from governance.models import Person
from reviews.models import Feedback, ReviewTrigger
from reviews.permissions import may_answer_feedback
from reviews.states import FEEDBACK_STEPS, FeedbackKind, FeedbackState

MAJOR = "major"
SORTS = {
    "received": "received_at",
    "number": "number",
    "state": "state",
    "process": "process__position",
}


@dataclass(frozen=True)
class FeedbackChoice:
    """What the reader of the register has chosen; empty means all."""

    kind: str = ""
    state: str = ""
    process: str = ""
    department: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = ""


@dataclass(frozen=True)
class Act:
    """A button: its step, its words and its address."""

    step: Step
    label: str
    url: str


def feedback_in_register(person: Person, chosen: FeedbackChoice) -> QuerySet[Feedback]:
    """The latest first, unless sorted otherwise."""
    rows: QuerySet[Feedback] = Feedback.objects.visible_to(person).select_related(
        "process", "department", "project"
    )
    if chosen.kind == MAJOR:
        rows = rows.filter(is_major=True)
    elif chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    for column, value in (
        ("state", chosen.state),
        ("process__code", chosen.process),
        ("department__code", chosen.department),
    ):
        if value:
            rows = rows.filter(**{column: value})
    if chosen.since:
        rows = rows.filter(received_at__date__gte=chosen.since)
    if chosen.until:
        rows = rows.filter(received_at__date__lte=chosen.until)
    sorted_by = SORTS.get(chosen.sort.removeprefix("-"))
    if sorted_by is None:
        return rows.order_by("-received_at", "-pk")
    order = F(sorted_by).desc() if chosen.sort.startswith("-") else F(sorted_by).asc()
    return rows.order_by(order, "-pk")


def feedback_totals(person: Person) -> dict[str, int]:
    """The numbers above the register; one question."""
    found: dict[str, int] = Feedback.objects.visible_to(person).aggregate(
        open=Count("pk", filter=Q(state=FeedbackState.OPEN), distinct=True),
        complaints=Count("pk", filter=Q(kind=FeedbackKind.COMPLAINT), distinct=True),
        major=Count("pk", filter=Q(is_major=True), distinct=True),
        praise=Count("pk", filter=Q(kind=FeedbackKind.PRAISE), distinct=True),
    )
    return found


def feedback_acts(row: Feedback, person: Person) -> tuple[Act, ...]:
    """The buttons of a feedback for those who answer it."""
    if not may_answer_feedback(person, row):
        return ()
    return tuple(
        Act(step, str(step.label), reverse("reviews:feedback-step", args=[row.pk, step.name]))
        for step in open_from(FEEDBACK_STEPS, row.state)
    )


def trigger_of_feedback(row: Feedback) -> ReviewTrigger | None:
    """The trigger it stands for, if it was raised."""
    found: ReviewTrigger | None = ReviewTrigger.objects.filter(feedback=row).first()
    return found
