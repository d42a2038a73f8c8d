"""Measures: what is done against a cause, by whom until when, and how it ended (6.4.4②③, R62, R63)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import delete_tracked, save_tracked
from governance.lib.workflow import NotAllowed, Refused, WrongState, demand_reason, find_step
from governance.models import Person
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from improvements.models import ActionMeasure, Cause, Improvement
from improvements.permissions import may_end_measure
from improvements.services.duty import end_measure_duty, owe_measures
from improvements.services.evidence import take_off_proof
from improvements.services.improvement import lock_plannable, note_planner
from improvements.states import MEASURE_STEPS, CauseVerdict, MeasureKind, Stage


class CannotChangeMeasure(Refused):
    """A measure lacks its cause, or its days do not fit."""


@dataclass(frozen=True)
class MeasureText:
    """What is done, of which kind, against which cause, by whom, from when until when."""

    kind: str
    text: str
    responsible: Person
    due_on: date
    starts_on: date | None = None
    cause: Cause | None = None


def add_action_measure(
    improvement: Improvement, given: MeasureText, *, by: Person, at: datetime
) -> ActionMeasure:
    """A measure beside containment addresses a confirmed cause of this round (6.4.4②). Raises `CannotChangeMeasure`."""
    with transaction.atomic():
        hold_the_chain()
        row = lock_plannable(improvement, by=by)
        _check(row, given)
        rows = ActionMeasure.objects.filter(improvement=row, round=row.round)
        latest = rows.order_by("-position").values_list("position", flat=True).first()
        measure = ActionMeasure(improvement=row, round=row.round, position=(latest or 0) + 1)
        _write(measure, given)
        save_tracked(measure, by=by, at=at, reason="improvements.add_action_measure")
        note_planner(row, by=by, at=at)
        _tell("improvements.add_action_measure", row, measure, by=by, at=at)
    return measure


def change_action_measure(
    measure: ActionMeasure, given: MeasureText, *, by: Person, at: datetime
) -> ActionMeasure:
    """A measure is rewritten while the improvement is planned."""
    with transaction.atomic():
        hold_the_chain()
        row = lock_plannable(measure.improvement, by=by)
        _check(row, given)
        known: ActionMeasure = ActionMeasure.objects.get(pk=measure.pk)
        _write(known, given)
        known.version += 1
        save_tracked(known, by=by, at=at, reason="improvements.change_action_measure")
        note_planner(row, by=by, at=at)
        _tell("improvements.change_action_measure", row, known, by=by, at=at)
    return known


def remove_action_measure(measure: ActionMeasure, *, by: Person, at: datetime) -> None:
    """While it is planned a measure can be taken off; once started it is dropped with a reason instead."""
    with transaction.atomic():
        hold_the_chain()
        row = lock_plannable(measure.improvement, by=by)
        known: ActionMeasure = ActionMeasure.objects.get(pk=measure.pk)
        _tell("improvements.remove_action_measure", row, known, by=by, at=at)
        take_off_proof(row, known, by=by, at=at)
        delete_tracked(known, by=by, at=at, reason="improvements.remove_action_measure")
        note_planner(row, by=by, at=at)


def end_action_measure(
    measure: ActionMeasure, step: str, *, note: str, by: Person, at: datetime
) -> ActionMeasure:
    """Done, dropped or opened again, each with words, while the improvement is carried out (6.4.4③)."""
    with transaction.atomic():
        hold_the_chain()
        known: ActionMeasure = ActionMeasure.objects.select_related("improvement").get(
            pk=measure.pk
        )
        row = known.improvement
        if not may_end_measure(by, known, row):
            raise NotAllowed(_("You are not allowed to do this."))
        if row.state != Stage.IMPLEMENT or known.round != row.round:
            raise WrongState(_("Measures are ended while the improvement is carried out."))
        is_open_again = step == "reopen"
        changes = {"ended_at": None if is_open_again else at, "end_note": note.strip()}
        advance(known, find_step(MEASURE_STEPS, step), by=by, at=at, note=note, changes=changes)
        record(
            f"improvements.{step}_action_measure",
            by=by,
            at=at,
            obj=row,
            change=Change(after={"measure": known.text}, note=note.strip()),
        )
        if is_open_again:
            owe_measures(row, at=at)
        else:
            end_measure_duty(known, by=by, at=at)
    return known


def _write(measure: ActionMeasure, given: MeasureText) -> None:
    measure.kind, measure.text = given.kind, given.text.strip()
    measure.cause, measure.responsible = given.cause, given.responsible
    measure.starts_on, measure.due_on = given.starts_on, given.due_on


def _check(row: Improvement, given: MeasureText) -> None:
    demand_reason(given.text)
    if given.starts_on and given.starts_on > given.due_on:
        raise CannotChangeMeasure(_("A measure ends after it begins."))
    if given.kind == MeasureKind.CONTAINMENT:
        return
    cause = given.cause
    if cause is None or cause.improvement_id != row.pk or cause.round != row.round:
        raise CannotChangeMeasure(_("A measure beside containment addresses a cause."))
    if cause.verdict != CauseVerdict.CONFIRMED:
        raise CannotChangeMeasure(
            _("“%(text)s” is not confirmed; a measure addresses a confirmed cause.")
            % {"text": cause.text}
        )


def _tell(
    action: str, row: Improvement, measure: ActionMeasure, *, by: Person, at: datetime
) -> None:
    told = {
        "kind": measure.kind,
        "text": measure.text,
        "responsible": measure.responsible.name,
        "due_on": measure.due_on.isoformat(),
    }
    record(action, by=by, at=at, obj=row, change=Change(after=told))
