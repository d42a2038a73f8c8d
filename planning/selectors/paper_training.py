"""The rows of the printed 过程推广及培训计划: what was planned, and what became of it (domain §5.1)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from governance.selectors.calendar import local_day
from planning.models import AnnualPlan, TrainingLine, TrainingSession
from planning.selectors.content import trainings_of
from planning.selectors.session import with_counts
from planning.states import SessionState

HELD = (SessionState.HELD, SessionState.CLOSED)


@dataclass(frozen=True)
class TrainingPaperRow:
    """One planned training and its course: held on a day with so many, not held and why, or not yet."""

    line: TrainingLine
    actual: str
    session: TrainingSession | None

    @property
    def is_held(self) -> bool:
        """Held, whether its record is complete or not."""
        return self.session is not None and self.session.state in HELD


def training_rows(plan: AnnualPlan) -> list[TrainingPaperRow]:
    """The trainings of a version in the order of their days; two statements."""
    lines = trainings_of(plan)
    found = with_counts(TrainingSession.objects.filter(origin__in=[line.key for line in lines]))
    held = {row.origin: row for row in found}
    return [
        TrainingPaperRow(line, _actual(held.get(line.key)), held.get(line.key)) for line in lines
    ]


def _actual(session: TrainingSession | None) -> str:
    if session is None:
        return "—"
    if session.state in HELD:
        facts = {
            "day": local_day(session.held_at) if session.held_at else "",
            "attended": session.attended_count,  # type: ignore[attr-defined]  # -- annotated by `with_counts`
            "invited": session.invited_count,  # type: ignore[attr-defined]  # -- the same
        }
        return _("%(day)s, %(attended)s of %(invited)s attended") % facts
    if session.state == SessionState.NOT_HELD:
        return _("not held: %(reason)s") % {"reason": session.not_held_reason}
    return _("not held yet")
