"""What reviews make people owe: a trigger to look at, an answer to a customer, an item (6.4.3, R57–R59)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from governance.lib.actors import Actor
from governance.models import Department, Obligation
from governance.services.obligation import Duty, ensure_duties, fulfil, reopen
from governance.states import STILL_OWED, ObligationKind, Role
from reviews.models import Feedback, Review, ReviewItem, ReviewTrigger
from reviews.selectors.rules import closing, due_within

_TRIGGER = _("Look at the trigger · %(name)s")
_FEEDBACK = _("Answer the customer · %(name)s")
_ITEM = _("Item of a review · %(name)s")


@dataclass(frozen=True)
class _Ask:
    """What is asked: kind and key, the words with `%(name)s`, where it is done, when it is due, of whom."""

    kind: str
    subject: str
    words: str | Promise
    name: str
    url: str
    due_at: datetime
    who: dict[str, Any]


def owe_trigger(trigger: ReviewTrigger, *, at: datetime) -> None:
    """A process manager looks at every trigger; “at once” has no hours in the policy (G31)."""
    ask = _Ask(
        ObligationKind.TRIGGER,
        f"trigger:{trigger.pk}",
        _TRIGGER,
        str(trigger),
        reverse("reviews:trigger", args=[trigger.pk]),
        due_within(at, "review_trigger_workdays"),
        {"role": Role.PROCESS_MANAGER},
    )
    _owe(ask, at=at)


def owe_answer(feedback: Feedback, *, at: datetime) -> None:
    """The head of the department it was given to answers a customer, else the PMO (G24)."""
    who: dict[str, Any] = {"role": Role.PMO}
    if feedback.department is not None:
        who = {"role": Role.DEPARTMENT_HEAD, "department": feedback.department}
    ask = _Ask(
        ObligationKind.FEEDBACK,
        f"feedback:{feedback.pk}:{feedback.version}",
        _FEEDBACK,
        feedback.number,
        reverse("reviews:feedback-one", args=[feedback.pk]),
        due_within(at, "feedback_answer_workdays"),
        who,
    )
    _owe(ask, at=at)


def owe_item(item: ReviewItem, *, at: datetime) -> None:
    """An item of a signed report is owed by its person until its date; the signature has asked for both."""
    if item.due_on is None:
        raise ValueError("an item without a date is not signed")
    ask = _Ask(
        ObligationKind.REVIEW_ITEM,
        f"item:{item.pk}",
        _ITEM,
        item.text,
        reverse("reviews:item", args=[item.pk]),
        closing(item.due_on),
        {"department": item.department, "responsible": item.responsible},
    )
    _owe(ask, at=at)


def end_duties(kind: str, key: str, *, by: Actor, at: datetime, evidence: str) -> None:
    """What was owed under a key is fulfilled; `trigger:7` also names the later askings `trigger:7:…`."""
    rows = Obligation.objects.filter(kind=kind, state__in=STILL_OWED)
    for row in rows.filter(subject__in=[key]) | rows.filter(subject__startswith=f"{key}:"):
        fulfil(row, by=by, at=at, evidence=evidence)


def quarter_duty(review: Review) -> Obligation | None:
    """The quarterly review the calendar asks for, if this is the one (R57)."""
    rows = Obligation.objects.filter(
        kind=ObligationKind.QUARTERLY_REVIEW, period=review.period, subject="company"
    )
    return rows.first()


def end_quarter_duty(review: Review, *, by: Actor, at: datetime) -> None:
    """A regular review is owed until it has been held: the policy asks for the meeting in every quarter.

    The signature follows without a date of its own, because the policy names none (G28).
    """
    owed = quarter_duty(review)
    if owed is not None:
        fulfil(owed, by=by, at=at, evidence=str(review))


def reopen_quarter_duty(review: Review, *, by: Actor, at: datetime) -> None:
    """A review that goes on was not held yet."""
    owed = quarter_duty(review)
    if owed is not None:
        reopen(owed, by=by, at=at)


def lead_duty_to(review: Review) -> None:
    """From its preparation on the inbox leads to the review itself."""
    owed = quarter_duty(review)
    if owed is not None:
        owed.url = reverse("reviews:review", args=[review.pk])
        owed.save(update_fields=["url"])


def _owe(ask: _Ask, *, at: datetime) -> None:
    titles = {}
    for language in ("zh-hans", "en"):
        with override(language):
            titles[language] = str(ask.words) % {"name": ask.name[:80]}
    department: Department | None = ask.who.get("department")
    who = {name: value for name, value in ask.who.items() if name != "department"}
    duty = Duty(
        kind=ask.kind,
        clause="6.4.3",
        subject=ask.subject,
        period=f"{at:%Y}",
        title=titles["zh-hans"],
        title_en=titles["en"],
        url=ask.url,
        opens_at=at,
        due_at=ask.due_at,
        department=department,
        **who,
    )
    ensure_duties([duty], at=at)
