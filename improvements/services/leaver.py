"""A leaver's improvements and measures pass to a successor; who carried out before verifies nothing of it (6.4.4; §3.3 no. 4)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import Conflict
from governance.models import Person
from governance.permissions import Permission, demand, has_permission
from governance.selectors.leaver import Held
from governance.services.audit import hold_the_chain, record
from governance.services.leaver import CannotSucceed, Leaving, move_duties, told_change
from governance.states import ObligationKind
from improvements.models import ActionMeasure, Improvement
from improvements.selectors.leaver import ENDED, MEASURE
from improvements.services.measure import MeasureText, change_action_measure
from improvements.states import PASSED_ON, MeasureState, Stage

PLANNED = (Stage.IDENTIFY, Stage.PLAN)


def pass_on_improvement(
    held: Held, to: Person, leaving: Leaving, *, by: Person, at: datetime
) -> None:
    """An improvement or a measure passes to the successor; raises what its act raises."""
    what, _colon, number = held.key.partition(":")
    act = _pass_on_measure if what == MEASURE else _pass_on_owner
    act(int(number), to, leaving, by=by, at=at)


def _pass_on_owner(number: int, to: Person, leaving: Leaving, *, by: Person, at: datetime) -> None:
    """The successor owns the improvement and owes its next step; the plan stays as it was decided.

    Raises `NotAllowed`, `CannotSucceed` where the successor may not plan, `Conflict`.
    """
    demand(by, Permission.HANDOVER_RUN)
    if not has_permission(to, Permission.IMPROVEMENT_PLAN):
        raise CannotSucceed(_("%(name)s holds no role that may do this.") % {"name": to.name})
    with transaction.atomic():
        hold_the_chain()
        row: Improvement = Improvement.objects.get(pk=number)
        if row.state in ENDED or row.owner_id != leaving.leaver.pk:
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        row.owner = to
        save_tracked(row, by=by, at=at, reason=PASSED_ON, fields=["owner"])
        record(PASSED_ON, by=by, at=at, obj=row, change=told_change(leaving, to))
        subject = f"improvement:{row.pk}"
        move_duties(ObligationKind.IMPROVEMENT, subject, to, leaving, by=by, at=at)


def _pass_on_measure(
    number: int, to: Person, leaving: Leaving, *, by: Person, at: datetime
) -> None:
    """The successor carries the measure out. While it is planned that is a change of the plan, which is decided anew.

    Raises `NotAllowed`, `Conflict`, and while it is planned what `change_action_measure` raises.
    """
    demand(by, Permission.HANDOVER_RUN)
    with transaction.atomic():
        hold_the_chain()
        row: ActionMeasure = ActionMeasure.objects.select_related("improvement", "cause").get(
            pk=number
        )
        if row.state != MeasureState.OPEN or row.responsible_id != leaving.leaver.pk:
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        if row.improvement.state in PLANNED:
            given = MeasureText(row.kind, row.text, to, row.due_on, row.starts_on, row.cause)
            change_action_measure(row, given, by=by, at=at)
            return
        row.responsible = to
        save_tracked(row, by=by, at=at, reason=PASSED_ON, fields=["responsible"])
        record(PASSED_ON, by=by, at=at, obj=row, change=told_change(leaving, to))
        move_duties(ObligationKind.MEASURE, f"measure:{row.pk}", to, leaving, by=by, at=at)
