"""A leaver's plan lines and trainings pass to a successor; a published plan stays as it was approved (6.4.1, R52)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import note_history
from governance.lib.workflow import Conflict, compare_and_set
from governance.models import Person
from governance.permissions import Permission, demand
from governance.selectors.leaver import Held
from governance.services.audit import hold_the_chain, record
from governance.services.leaver import Leaving, told_change
from planning.models import Attendance, Milestone, TrainingLine, TrainingSession
from planning.selectors.leaver import COMING, MILESTONE
from planning.services.line import write_line
from planning.services.session import CannotPlanTraining
from planning.services.session_duty import owe_training, tell_invited
from planning.states import SessionState


def pass_on_line(held: Held, to: Person, leaving: Leaving, *, by: Person, at: datetime) -> None:
    """A line of a plan that is being filled names the successor; whoever runs the hand-over wrote it then.

    Raises as `write_line` does.
    """
    what, _colon, number = held.key.rpartition(":")
    model = Milestone if what == MILESTONE else TrainingLine
    line = model.objects.select_related("section__plan").get(pk=number)
    line.responsible = to
    write_line(line, by=by, at=at)


def pass_on_training(held: Held, to: Person, leaving: Leaving, *, by: Person, at: datetime) -> None:
    """The successor holds the training or answers for it; who was invited already hears of it.

    Raises `NotAllowed`, `CannotPlanTraining` where the successor is a trainee of it, `Conflict`.
    """
    demand(by, Permission.TRAINING_EDIT)
    row: TrainingSession = held.row
    leaver = leaving.leaver
    columns = {
        name: to for name in ("trainer", "responsible") if getattr(row, f"{name}_id") == leaver.pk
    }
    with transaction.atomic():
        hold_the_chain()
        if "trainer" in columns:
            _demand_no_trainee(row, to)
        if row.state not in COMING or not compare_and_set(
            row, state=row.state, expected_version=row.version, **columns
        ):
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        row.refresh_from_db()
        note_history(row, by=by, at=at, reason="planning.pass_on_training")
        record("planning.pass_on_training", by=by, at=at, obj=row, change=told_change(leaving, to))
        owe_training(row, by=by, at=at)
        if row.state == SessionState.ANNOUNCED:
            rows = Attendance.objects.filter(session=row).select_related("person")
            tell_invited(row, [each.person for each in rows.order_by("pk")], at=at)


def _demand_no_trainee(row: TrainingSession, to: Person) -> None:
    is_invited = Attendance.objects.filter(session=row, person=to).exists()
    if is_invited or row.people.filter(pk=to.pk).exists():
        raise CannotPlanTraining(_("Nobody is a trainee of the training they hold."))
