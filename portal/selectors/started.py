"""What a person set going and others carry on: approvals, improvements, hand-ins, feedback (design §4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.periods import Week
from governance.models import Approval, Person
from governance.states import ApprovalState
from improvements.models import Improvement
from improvements.states import Stage
from kpi.models import Submission
from kpi.states import SubmissionState
from reviews.models import Feedback
from reviews.states import FeedbackState

# Of each kind the latest; who looks for older ones finds them in the lists of their own.
KEPT = 60


@dataclass(frozen=True)
class Started:
    """One thing somebody set going: what, since when, how it stands, whether it is still under way."""

    kind: str
    title: str
    title_en: str
    url: str
    since: datetime
    state: str
    is_running: bool


def started_by(person: Person) -> list[Started]:
    """What is under way comes first, each part the latest on top. One statement a kind."""
    rows = [*_approvals(person), *_improvements(person), *_hand_ins(person), *_feedback(person)]
    return sorted(rows, key=lambda row: (not row.is_running, -row.since.timestamp()))


def _approvals(person: Person) -> Iterator[Started]:
    rows = Approval.objects.visible_to(person).filter(proposed_by=person)
    for row in rows.order_by("-proposed_at")[:KEPT]:
        yield Started(
            kind=str(row.get_kind_display()),
            title=row.title,
            title_en=row.title_en,
            url=reverse("governance:approval-detail", args=[row.pk]),
            since=row.proposed_at,
            state=str(row.get_state_display()),
            is_running=row.state in {ApprovalState.OPEN, ApprovalState.RETURNED},
        )


def _improvements(person: Person) -> Iterator[Started]:
    rows = Improvement.objects.visible_to(person).filter(raised_by=person)
    for row in rows.order_by("-raised_at")[:KEPT]:
        yield Started(
            kind=_("improvement"),
            title=f"{row.number} {row.title}",
            title_en="",
            url=reverse("improvements:improvement", args=[row.pk]),
            since=row.raised_at,
            state=str(row.get_state_display()),
            is_running=row.state not in {Stage.CLOSED, Stage.VOID},
        )


def _hand_ins(person: Person) -> Iterator[Started]:
    """Only what waits for acceptance or came back: what is accepted is done."""
    rows = Submission.objects.visible_to(person).filter(
        submitted_by=person, state__in=[SubmissionState.SUBMITTED, SubmissionState.RETURNED]
    )
    for row in rows.select_related("assignment__process").order_by("-submitted_at")[:KEPT]:
        week = Week(row.iso_year, row.iso_week)
        yield Started(
            kind=_("weekly data"),
            title=f"{said(row.assignment.process)} · {week.display()}",
            title_en="",
            url=reverse("kpi:weekly-form", args=[row.assignment_id, week.label]),
            since=row.submitted_at or row.received_at,
            state=str(row.get_state_display()),
            is_running=True,
        )


def _feedback(person: Person) -> Iterator[Started]:
    rows: Any = Feedback.objects.visible_to(person).filter(registered_by=person)
    for row in rows.order_by("-registered_at")[:KEPT]:
        yield Started(
            kind=str(row.get_kind_display()),
            title=row.number,
            title_en="",
            url=reverse("reviews:feedback-one", args=[row.pk]),
            since=row.registered_at,
            state=str(row.get_state_display()),
            is_running=row.state != FeedbackState.CLOSED,
        )
