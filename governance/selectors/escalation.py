"""What is overdue, and who has to hear of it now: owner, head, PMO, committee (design §5; peers O)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from governance.models import Obligation
from governance.selectors.calendar import local_day, local_moment
from governance.selectors.message_hours import message_hours
from governance.selectors.setting import setting_values
from governance.states import ESCALATED_BY_THEMSELVES, STILL_OWED, EscalationLevel

ONE_DAY = timedelta(days=1)
AT_ONCE = 1000


@dataclass(frozen=True)
class Overdue:
    """One thing owed past its due time, since how many workdays, and the levels that hear of it now."""

    duty: Obligation
    workdays: int
    levels: tuple[EscalationLevel, ...]


def overdue_to_tell(at: datetime) -> list[Overdue]:
    """A level is reached on the morning of the decided number of workdays after the due day, and told once.

    Outside the hours of messages nobody is told; where no level has a number nothing is asked.
    What was told higher up already is not told lower down afterwards.
    """
    settings = setting_values()
    steps = {
        level: int(settings[f"escalate_{level.value}"])
        for level in EscalationLevel
        if settings[f"escalate_{level.value}"] not in ("", None)
    }
    if not steps:
        return []
    hours = message_hours(settings)
    if not hours.is_open(at):
        return []
    rows = Obligation.objects.filter(state__in=STILL_OWED, due_at__lt=at)
    rows = rows.exclude(kind__in=ESCALATED_BY_THEMSELVES).exclude(escalated=list(steps)[-1])
    found = []
    for row in rows.select_related("responsible", "deputy").order_by("due_at", "pk")[:AT_ONCE]:
        due = local_day(row.due_at)
        levels = tuple(
            level
            for level in _above(row.escalated)
            if level in steps
            and local_moment(hours.calendar.add_workdays(due, steps[level]), hours.begins) <= at
        )
        if levels:
            since = hours.calendar.count_workdays(due + ONE_DAY, local_day(at))
            found.append(Overdue(row, since, levels))
    return found


def _above(told: str) -> list[EscalationLevel]:
    order = list(EscalationLevel)
    return order[order.index(EscalationLevel(told)) + 1 :] if told else order
