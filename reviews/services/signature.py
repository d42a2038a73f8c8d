"""《过程评审报告》 is signed by a process manager who wrote no part of it; that locks it and makes its items owed (R59, G23)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.bilingual import in_turn
from governance.lib.workflow import NotAllowed, Refused, find_step
from governance.models import Paper, Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.selectors.setting import setting_values
from governance.services.audit import hold_the_chain
from governance.services.message import Note, tell
from governance.services.paper import PaperOrder, request_paper
from governance.services.serial import take_number
from governance.services.transition import advance
from governance.states import PaperFormat
from reviews.models import Review, ReviewAttendance
from reviews.permissions import chair_who_signs, has_written
from reviews.selectors.content import (
    items_of,
    missing_for_signature,
    report_content,
    sha256_of_content,
)
from reviews.services.duty import owe_item
from reviews.states import REVIEW_STEPS, ReviewState

PAPER = "report"
JOB = "print_review"


class CannotSignReview(Refused):
    """Something the report must say is missing; the message names it."""


class NotPrinted(Refused):
    """Only a signed report is printed."""


def sign_review(review: Review, *, by: Person, at: datetime) -> Review:
    """The report is issued with number, content and SHA-256; afterwards nothing in it changes.

    Each item needs its responsible department, person, date and way of verification, or the report says
    “no items” with a reason (R59); the chair signs, and who wrote any part does not (§3.3 no. 3). Raises `CannotSignReview`, `NotAllowed`, `WrongState`.
    """
    demand(by, Permission.REVIEW_SIGN)
    with transaction.atomic():
        hold_the_chain()
        row: Review = Review.objects.select_related("trigger", "chaired_by", "minuted_by").get(
            pk=review.pk
        )
        _demand_signer(row, by)
        items = items_of(row)
        missing = missing_for_signature(row, items) if row.state == ReviewState.HELD else []
        if missing:
            raise CannotSignReview(_("Still missing: %(what)s.") % {"what": in_turn(missing)})
        step = find_step(REVIEW_STEPS, "sign_review")
        number = _number(at) if row.state in step.sources else ""
        content = report_content(row, number=number, signer=by, at=at)
        told = {
            "number": number,
            "content": content,
            "content_sha256": sha256_of_content(content),
            "signed_by": by,
            "signed_at": at,
        }
        advance(row, step, by=by, at=at, changes=told)
        for item in items:
            owe_item(item, at=at)
        _tell(row, at=at)
        request_report(row, language="zh-hans", form=PaperFormat.PDF, by=by, at=at)
    return row


def request_report(review: Review, *, language: str, form: str, by: Person, at: datetime) -> Paper:
    """A signed report has one document per language and form, printed from the frozen content."""
    if review.state != ReviewState.SIGNED:
        raise NotPrinted(_("The report is printed once it is signed."))
    order = PaperOrder(PAPER, review.content_sha256, JOB, language, form)
    return request_paper(review, order, by=by, at=at)


def _demand_signer(row: Review, by: Person) -> None:
    if has_written(by, row):
        raise NotAllowed(
            _("Who wrote any part of the report does not sign it; another process manager does.")
        )
    chair = chair_who_signs(row)
    if chair is not None and chair != by:
        raise NotAllowed(_("%(name)s led the meeting and signs its report.") % {"name": chair.name})


def _number(at: datetime) -> str:
    settings = setting_values()
    year = local_day(at).year
    return take_number(
        f"review.{year}",
        str(settings["review_number_pattern"]),
        company=settings["company_code"],
        year=year,
    )


def _tell(row: Review, *, at: datetime) -> None:
    rows = ReviewAttendance.objects.filter(review=row).select_related("person")
    note = Note(
        f"review:{row.pk}:signed",
        f"《过程评审报告》已签发 · {row.number}",
        f"Process review report issued · {row.number}",
        body=row.title,
        url=reverse("reviews:review", args=[row.pk]),
    )
    tell(note, [each.person for each in rows], at=at)
