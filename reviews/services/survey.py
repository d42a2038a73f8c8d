"""Surveys of satisfaction are registered with their counts: a rate needs its n (R18, G24)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import Refused
from governance.models import Person, Project
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.services.audit import Change, hold_the_chain, record
from processes.models import Process
from reviews.models import Survey


class CannotRegisterSurvey(Refused):
    """The counts or the dates do not fit together."""


@dataclass(frozen=True)
class NewSurvey:
    """Who was asked about what, when, and what came back."""

    title: str
    process: Process
    start: date
    end: date
    asked: int
    answered: int
    satisfied: int
    project: Project | None = None
    note: str = ""


def register_survey(new: NewSurvey, *, by: Person, at: datetime) -> Survey:
    """No more can answer than were asked, and no more be satisfied than answered. Raises `CannotRegisterSurvey`."""
    demand(by, Permission.FEEDBACK_REGISTER)
    if not new.title.strip():
        raise CannotRegisterSurvey(_("A survey has a title."))
    if not 0 <= new.satisfied <= new.answered <= new.asked or not new.asked:
        raise CannotRegisterSurvey(
            _("No more can answer than were asked, and no more be satisfied than answered.")
        )
    if not new.start <= new.end <= local_day(at):
        raise CannotRegisterSurvey(_("A survey ends after it began, and not in the future."))
    with transaction.atomic():
        hold_the_chain()
        row = Survey(**vars(new), registered_by=by, registered_at=at)
        save_tracked(row, by=by, at=at, reason="reviews.register_survey")
        told = {name: getattr(row, name) for name in ("title", "asked", "answered", "satisfied")}
        record("reviews.register_survey", by=by, at=at, obj=row, change=Change(after=told))
    return row
