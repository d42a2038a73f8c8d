"""What an improvement makes people owe: its next step, each measure, the verification, the look again (6.4.4, R63)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from governance.lib.actors import Actor
from governance.models import Obligation
from governance.selectors.calendar import local_day, local_moment, work_calendar
from governance.selectors.setting import setting_value
from governance.services.obligation import Duty, ensure_duties, fulfil, fulfil_many
from governance.states import STILL_OWED, ObligationKind, Role
from improvements.models import ActionMeasure, Improvement, VerificationPlan
from improvements.selectors.watch import WATCH_DAYS
from improvements.states import MeasureState, Stage

CLOSES = time(17)
_WORDS: dict[str, Promise] = {
    Stage.IDENTIFY: _("Work out the causes · %(name)s"),
    Stage.PLAN: _("Plan the improvement · %(name)s"),
    Stage.IMPLEMENT: _("Carry out the improvement · %(name)s"),
    Stage.VERIFY: _("Verify the effect · %(name)s"),
    Stage.SOLIDIFY: _("Put what works into the norm · %(name)s"),
}
_MEASURE = _("Carry out the measure · %(name)s")
_WATCH = _("Look again after 90 days · %(name)s")


def owe_stage(improvement: Improvement, *, by: Actor, at: datetime) -> None:
    """What the stage before asked for is fulfilled, and what this stage asks for is owed from now on.

    The owner owes the next step, the PMO the verification. Carrying out is due on the day of the plan,
    the verification the decided number of workdays after the last day it compares, every other step
    as many from now on. Closed and void owe nothing.
    """
    fulfil_many(_owed_for(improvement), by=by, at=at, evidence=str(improvement))
    words = _WORDS.get(improvement.state)
    if words is None:
        return
    is_check = improvement.state == Stage.VERIFY
    who: dict[str, Any] = {"role": Role.PMO} if is_check else {"responsible": improvement.owner}
    kind = ObligationKind.VERIFICATION if is_check else ObligationKind.IMPROVEMENT
    key = f"improvement:{improvement.pk}:{improvement.version}"
    duty = _duty(improvement, _Ask(kind, key, words, _closing(_due_of(improvement, at)), who), at)
    ensure_duties([duty], at=at)


def owe_measures(improvement: Improvement, *, at: datetime) -> None:
    """From the start on each open measure is owed by its responsible person on its own day."""
    rows = ActionMeasure.objects.filter(
        improvement=improvement, round=improvement.round, state=MeasureState.OPEN
    ).select_related("responsible")
    ensure_duties(
        [
            _duty(
                improvement,
                _Ask(
                    ObligationKind.MEASURE,
                    f"measure:{row.pk}:{row.version}",
                    _MEASURE,
                    _closing(row.due_on),
                    {"responsible": row.responsible},
                    row.text,
                ),
                at,
            )
            for row in rows
        ],
        at=at,
    )


def end_measure_duty(measure: ActionMeasure, *, by: Actor, at: datetime) -> None:
    """A measure that is done or dropped is owed no longer."""
    for row in Obligation.objects.filter(
        kind=ObligationKind.MEASURE,
        subject__startswith=f"measure:{measure.pk}:",
        state__in=STILL_OWED,
    ):
        fulfil(row, by=by, at=at, evidence=str(measure))


def owe_watch(improvement: Improvement, *, at: datetime) -> None:
    """Ninety days after it was closed the PMO looks at the same comparison again, within the workdays of a step."""
    looked_at = local_day(at) + timedelta(days=WATCH_DAYS)
    due_on = work_calendar().add_workdays(
        looked_at, int(setting_value("improvement_step_workdays"))
    )
    ask = _Ask(
        ObligationKind.RECURRENCE,
        f"watch:{improvement.pk}",
        _WATCH,
        _closing(due_on),
        {"role": Role.PMO},
    )
    duty = _duty(improvement, ask, at)
    ensure_duties([duty], at=at)


def end_watch(improvement: Improvement, *, by: Actor, at: datetime) -> None:
    """The look again has been taken."""
    for row in Obligation.objects.filter(
        kind=ObligationKind.RECURRENCE, subject=f"watch:{improvement.pk}", state__in=STILL_OWED
    ):
        fulfil(row, by=by, at=at, evidence=str(improvement))


def _owed_for(improvement: Improvement) -> list[Obligation]:
    kinds = (ObligationKind.IMPROVEMENT, ObligationKind.VERIFICATION)
    rows = Obligation.objects.filter(
        kind__in=kinds, subject__startswith=f"improvement:{improvement.pk}:", state__in=STILL_OWED
    )
    return list(rows.order_by("pk"))


def _due_of(improvement: Improvement, at: datetime) -> date:
    if improvement.state == Stage.IMPLEMENT and improvement.due_on:
        return improvement.due_on
    start = local_day(at)
    if improvement.state == Stage.VERIFY:
        plan = VerificationPlan.objects.filter(
            improvement=improvement, round=improvement.round
        ).first()
        start = max(start, plan.after_end) if plan else start
    return work_calendar().add_workdays(start, int(setting_value("improvement_step_workdays")))


def _closing(day: date) -> datetime:
    return local_moment(day, CLOSES)


@dataclass(frozen=True)
class _Ask:
    """What is asked: its kind and key, the words with `%(name)s`, the due time, and of whom."""

    kind: str
    subject: str
    words: str | Promise
    due_at: datetime
    who: dict[str, Any]
    name: str = ""


def _duty(improvement: Improvement, ask: _Ask, at: datetime) -> Duty:
    name = f"{improvement.number} {ask.name or improvement.title}"
    titles = {}
    for language in ("zh-hans", "en"):
        with override(language):
            titles[language] = str(ask.words) % {"name": name}
    return Duty(
        kind=ask.kind,
        clause="6.4.4",
        subject=ask.subject,
        period=f"{improvement.raised_at:%Y}",
        title=titles["zh-hans"],
        title_en=titles["en"],
        url=reverse("improvements:improvement", args=[improvement.pk]),
        opens_at=at,
        due_at=ask.due_at,
        department=improvement.department,
        **ask.who,
    )
