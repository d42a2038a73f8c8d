"""The register of feedback: what customers say is written down, answered, and looked at (R18, R58, G24)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import NotAllowed, Refused, demand_reason, find_step
from governance.models import Department, Person, Project
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.selectors.setting import setting_values
from governance.services.audit import Change, hold_the_chain, record
from governance.services.serial import take_number
from governance.services.transition import advance
from governance.states import ObligationKind
from processes.models import Process
from reviews.models import Feedback
from reviews.permissions import may_answer_feedback
from reviews.services.duty import end_duties, owe_answer
from reviews.states import FEEDBACK_STEPS, FeedbackKind


class CannotRegisterFeedback(Refused):
    """What was said, its kind or its time is missing."""


@dataclass(frozen=True)
class NewFeedback:
    """What a customer said: when, how, about what; who it was is for those who answer."""

    kind: str
    text: str
    received_at: datetime
    channel: str = ""
    customer: str = ""
    project: Project | None = None
    process: Process | None = None
    department: Department | None = None
    external_id: str = ""


def register_feedback(
    new: NewFeedback, *, by: Person, at: datetime, via: str = ""
) -> tuple[Feedback, bool]:
    """What a customer said is registered once and numbered without a gap; complaints and suggestions are owed an answer.

    The same `external_id` by the same door registers nothing twice: the record that is there comes back,
    and False. Raises `CannotRegisterFeedback`.
    """
    demand(by, Permission.FEEDBACK_REGISTER)
    demand_reason(new.text)
    if new.kind not in FeedbackKind.values:
        raise CannotRegisterFeedback(_("A feedback is a complaint, a suggestion or praise."))
    if new.received_at > at:
        raise CannotRegisterFeedback(_("What was said cannot lie in the future."))
    with transaction.atomic():
        hold_the_chain()
        if new.external_id:
            known = Feedback.objects.filter(registered_via=via, external_id=new.external_id)
            if (found := known.first()) is not None:
                return found, False
        row = Feedback(
            number=_number(at),
            kind=new.kind,
            text=new.text.strip(),
            received_at=new.received_at,
            channel=new.channel.strip(),
            customer=new.customer.strip(),
            project=new.project,
            process=new.process,
            department=new.department,
            external_id=new.external_id,
            registered_by=by,
            registered_via=via,
            registered_at=at,
        )
        save_tracked(row, by=by, at=at, reason="reviews.register_feedback")
        # The customer's name stays out of the trail, which more people read.
        told = {"number": row.number, "kind": row.kind, "via": via}
        record("reviews.register_feedback", by=by, at=at, obj=row, change=Change(after=told))
        if row.kind != FeedbackKind.PRAISE:
            owe_answer(row, at=at)
    return row, True


def answer_feedback(feedback: Feedback, *, note: str, by: Person, at: datetime) -> Feedback:
    """The head of the department it was given to, or the PMO, writes down what the customer was answered."""
    told = {"answer": note.strip(), "answered_at": at}
    row = _step(feedback, "answer_feedback", note=note, by=by, at=at, told=told)
    key = f"feedback:{row.pk}"
    end_duties(ObligationKind.FEEDBACK, key, by=by, at=at, evidence=note)
    return row


def close_feedback(feedback: Feedback, *, note: str = "", by: Person, at: datetime) -> Feedback:
    """What was answered is closed once somebody has looked at the answer."""
    return _step(feedback, "close_feedback", note=note, by=by, at=at, told={})


def reopen_feedback(feedback: Feedback, *, note: str, by: Person, at: datetime) -> Feedback:
    """An answer that did not help is asked for again, with a reason; the earlier one stays in the history."""
    with transaction.atomic():
        row = _step(feedback, "reopen_feedback", note=note, by=by, at=at, told={})
        owe_answer(row, at=at)
    return row


def grade_feedback(
    feedback: Feedback, *, is_major: bool, reason: str, by: Person, at: datetime
) -> Feedback:
    """Whether a complaint is major is decided by people with a reason, because the policy sets no threshold (G31)."""
    demand_reason(reason)
    with transaction.atomic():
        hold_the_chain()
        row: Feedback = Feedback.objects.get(pk=feedback.pk)
        if not may_answer_feedback(by, row):
            raise NotAllowed(_("You are not allowed to do this."))
        if is_major and row.kind != FeedbackKind.COMPLAINT:
            raise CannotRegisterFeedback(_("Only a complaint is major."))
        before = row.is_major
        row.is_major, row.major_reason = is_major, reason.strip()[:300]
        fields = ["is_major", "major_reason"]
        save_tracked(row, by=by, at=at, reason="reviews.grade_feedback", fields=fields)
        change = Change({"major": before}, {"major": is_major}, note=reason.strip())
        record("reviews.grade_feedback", by=by, at=at, obj=row, change=change)
    return row


def _step(
    feedback: Feedback, name: str, *, note: str, by: Person, at: datetime, told: dict[str, object]
) -> Feedback:
    with transaction.atomic():
        hold_the_chain()
        row: Feedback = Feedback.objects.select_related("department").get(pk=feedback.pk)
        if not may_answer_feedback(by, row):
            raise NotAllowed(_("You are not allowed to do this."))
        return advance(
            row, find_step(FEEDBACK_STEPS, name), by=by, at=at, note=note, changes=dict(told)
        )


def _number(at: datetime) -> str:
    settings = setting_values()
    year = local_day(at).year
    return take_number(
        f"feedback.{year}",
        str(settings["feedback_number_pattern"]),
        company=settings["company_code"],
        year=year,
    )
