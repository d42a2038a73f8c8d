"""What is typed into a week's record, from any mouth, and how a draft is kept (policy 6.4.2②)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.periods import Slice, Week
from governance.lib.workflow import Conflict, check_step, compare_and_set, find_step
from governance.models import Person
from kpi.formulas.entry import Answer, Checked, Key, Typed, check_cells
from kpi.models import IndicatorVersion, MeasureValue, Submission
from kpi.selectors.rule import collection_rules
from kpi.selectors.submission import Sheet, definitions_for, ratios_of, submission_of, week_sheet
from kpi.states import SUBMISSION_STEPS, Origin
from processes.models import Assignment

_SAID = ("value", "no_data_reason", "reason", "grade", "narrative", "end")


@dataclass(frozen=True)
class WeekEntry:
    """What a mouth hands over: the cells as typed, a note, and the version that was on the screen.

    `version` None means that nobody has looked at an earlier state (REST); `via` names the mouth.
    """

    cells: Mapping[Key, Typed]
    note: str = ""
    version: int | None = None
    via: str = "form"


@dataclass(frozen=True)
class Saved:
    """A draft as it is now kept, and what is still wrong with what was typed."""

    submission: Submission
    checked: Checked


def sheet_of_record(submission: Submission) -> Sheet:
    """The form of one revision of a week."""
    week = Week(submission.iso_year, submission.iso_week)
    return week_sheet(submission.assignment, week, submission, collection_rules())


def sheet_of(assignment: Assignment, week: Week) -> Sheet:
    """The form of a week, whether or not anybody has begun it."""
    return week_sheet(assignment, week, submission_of(assignment, week), collection_rules())


def check_entry(sheet: Sheet, cells: Mapping[Key, Typed], *, is_final: bool) -> Checked:
    """The one validator of form, REST and sheet: every problem of every cell."""
    definitions = definitions_for(sheet.assignment, sheet.week)
    return check_cells_of(sheet, cells, definitions, is_final=is_final)


def check_cells_of(
    sheet: Sheet,
    cells: Mapping[Key, Typed],
    definitions: Sequence[IndicatorVersion],
    *,
    is_final: bool = False,
) -> Checked:
    """The same where the definitions in force are at hand; asks nothing of the database."""
    measures = {question.measure.code: question.measure for question in sheet.asked.questions}
    ratios = ratios_of(definitions, measures)
    return check_cells(sheet.fields(), cells, ratios, is_final=is_final)


def checked_week(
    submission: Submission, entry: WeekEntry, *, is_final: bool
) -> tuple[Sheet, Checked]:
    sheet = sheet_of_record(submission)
    return sheet, check_entry(sheet, entry.cells, is_final=is_final)


def hold_draft(submission: Submission, entry: WeekEntry, *, by: Person) -> Submission:
    """One of two editors goes on: the draft's version moves, or the other is named.

    A stale screen of the same person is no conflict: two tabs of one person end with the last.
    Raises `Conflict` and, where the week was handed in meanwhile, `WrongState`.
    """
    step = find_step(SUBMISSION_STEPS, "submit")
    check_step(submission, step, "")
    is_stale = entry.version is not None and entry.version != submission.version
    if is_stale and not _was_last(submission, by):
        raise Conflict(_named_conflict(submission))
    while not compare_and_set(
        submission,
        state=submission.state,
        expected_version=submission.version,
        entered_by=_editors(submission, by),
        note=entry.note.strip(),
    ):
        # The page keeps the draft by itself while its button is pressed: one's own hand is no other editor.
        submission.refresh_from_db()
        if not _was_last(submission, by):
            raise Conflict(_named_conflict(submission))
        check_step(submission, step, "")
    # Every change of a record moves its version, so a row of the right version is the stored one.
    submission.entered_by, submission.note = _editors(submission, by), entry.note.strip()
    submission.version += 1
    return submission


def _editors(submission: Submission, last: Person) -> list[int]:
    return [*(pk for pk in submission.entered_by if pk != last.pk), last.pk]


def _was_last(submission: Submission, person: Person) -> bool:
    return submission.entered_by[-1:] in ([], [person.pk])


def _named_conflict(submission: Submission) -> str:
    other = Person.objects.filter(pk__in=submission.entered_by[-1:]).first()
    return _("%(name)s has just changed this week's data. Please look at it again.") % {
        "name": other.name if other else _("Somebody else")
    }


def write_cells(submission: Submission, sheet: Sheet, checked: Checked) -> None:
    """The stored cells become the answers; an unreadable cell keeps what was stored before.

    Cells of a draft may go again; accepted ones never come here.
    """
    measures = {question.measure.code: question.measure for question in sheet.asked.typed}
    kept = {
        (row.measure_id, row.start): row
        for row in MeasureValue.objects.filter(submission=submission)
    }
    wanted = {
        (measures[code].pk, part.start): _cell(submission, measures[code].pk, part, answer)
        for (code, part), answer in checked.answers.items()
        if answer.is_given or answer.reason or answer.narrative
    }
    changed = []
    for key, row in kept.items():
        fresh = wanted.get(key)
        if fresh is not None and _said(fresh) != _said(row):
            for name in _SAID:
                setattr(row, name, getattr(fresh, name))
            changed.append(row)
    unread = {
        (measures[each.code].pk, each.part.start)
        for each in checked.problems
        if each.kind in {"bad", "both"}
    }
    # What was accepted and is no longer asked for is not on the screen of a correction: it stays.
    shown = {measure.pk for measure in measures.values()} if submission.is_correction else None
    gone = [
        row.pk
        for key, row in kept.items()
        if key not in wanted and key not in unread and (shown is None or key[0] in shown)
    ]
    if gone:
        MeasureValue.objects.filter(pk__in=gone).delete()
    if changed:
        MeasureValue.objects.bulk_update(changed, _SAID)
    MeasureValue.objects.bulk_create([cell for key, cell in wanted.items() if key not in kept])


def _said(row: MeasureValue) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _SAID)


def _cell(submission: Submission, measure: int, part: Slice, answer: Answer) -> MeasureValue:
    assignment = submission.assignment
    return MeasureValue(
        measure_id=measure,
        origin=Origin.ENTRY,
        submission=submission,
        assignment=assignment,
        department_id=assignment.department_id,
        project_id=assignment.project_id,
        start=part.start,
        end=part.end,
        iso_year=submission.iso_year,
        iso_week=submission.iso_week,
        value=answer.value,
        grade=answer.grade,
        narrative=answer.narrative,
        no_data_reason=answer.no_data_reason,
        reason=answer.reason,
    )


def told_values(answers: Mapping[Key, Answer]) -> dict[str, str]:
    """What was handed in, for the trail: a return and a second receipt leave both texts."""
    return {
        f"{code} {part.label}": _told(answer)
        for (code, part), answer in sorted(
            answers.items(), key=lambda each: (each[0][0], each[0][1])
        )
    }


def _told(answer: Answer) -> str:
    if answer.grade:
        return f"{answer.grade}: {answer.narrative}"
    return str(answer.value) if answer.value is not None else f"– {answer.no_data_reason}"
