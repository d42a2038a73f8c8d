"""A leaver's assignments and deviations pass to a successor; no figure and no submission changes (R55, G18; 6.4.2③)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.models import Obligation, Person
from governance.permissions import Permission, demand, has_permission
from governance.selectors.calendar import local_day
from governance.selectors.leaver import Held
from governance.services.audit import hold_the_chain, record
from governance.services.leaver import Leaving, move_duty, same_duty, told_change
from governance.services.obligation import hand_on
from governance.states import STILL_OWED, ObligationKind
from kpi.models import Deviation
from kpi.selectors.deviation import answerable_people
from kpi.services.deviation import CannotAskForAnalysis, analysis_duties
from kpi.services.handover import HandOver, hand_over
from processes.models import Assignment
from processes.services.assignment import change_deputy


def pass_on_assignment(
    held: Held, to: Person, leaving: Leaving, *, by: Person, at: datetime
) -> None:
    """What a leaver reports goes on with the successor the day after the last day; whom they stood in for, at once.

    Raises as `hand_over` and `change_deputy` do.
    """
    row: Assignment = held.row
    if row.person_id != leaving.leaver.pk:
        _replace_deputy(row, to, leaving, by=by, at=at)
        return
    deputy = None if row.deputy_id == to.pk else row.deputy
    terms = HandOver(to, leaving.last_day, leaving.reason, deputy, is_told=False)
    hand_over(row, terms, by=by, at=at)


def pass_on_deviation(
    held: Held, to: Person, leaving: Leaving, *, by: Person, at: datetime
) -> None:
    """Whoever takes over is asked in the leaver's stead, due when the leaver was; what was written stays.

    Who is asked answers for the process by the day after the last day. Raises `CannotAskForAnalysis`.
    """
    demand(by, Permission.REPORT_DRAFT)
    leaver = leaving.leaver
    with transaction.atomic():
        hold_the_chain()
        row: Deviation = Deviation.objects.select_related("indicator__process", "report").get(
            pk=held.row.pk
        )
        fields = []
        if row.asked_id == leaver.pk:
            _check_asked(row, to, leaving, at)
            row.asked = to
            fields.append("asked")
        if row.responsible_id == leaver.pk:
            row.responsible = to
            fields.append("responsible")
        save_tracked(row, by=by, at=at, reason="kpi.pass_on_deviation", fields=fields)
        record("kpi.pass_on_deviation", by=by, at=at, obj=row, change=told_change(leaving, to))
        for duty in analysis_duties(row):
            if duty.responsible_id == leaver.pk:
                move_duty(duty, to, leaving, by=by, at=at)


def _check_asked(row: Deviation, to: Person, leaving: Leaving, at: datetime) -> None:
    begins = max(local_day(at), leaving.last_day + timedelta(days=1))
    answerable = {each.pk for each in answerable_people(row, on=begins)}
    if to.pk not in answerable or not has_permission(to, Permission.DEVIATION_ANALYSE):
        raise CannotAskForAnalysis(
            _("%(name)s neither reports this process nor heads a department that does.")
            % {"name": to.name}
        )


def _replace_deputy(
    row: Assignment, to: Person, leaving: Leaving, *, by: Person, at: datetime
) -> None:
    with transaction.atomic():
        change_deputy(row, to, by=by, at=at)
        duties = Obligation.objects.filter(
            kind=ObligationKind.WEEKLY_DATA,
            subject=row.subject,
            deputy=leaving.leaver,
            state__in=STILL_OWED,
        ).select_related("responsible", "department")
        for duty in duties.order_by("pk"):
            hand_on(
                duty,
                same_duty(duty, duty.responsible, to),
                by=by,
                at=at,
                note=leaving.reason,
            )
