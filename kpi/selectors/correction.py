"""Corrections of accepted weeks: what is under way, what differs, what was issued meanwhile (domain §4.3j)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from governance.lib.periods import Slice, Week
from governance.models import Person, StoredFile
from kpi.formulas.entry import Answer, Key
from kpi.models import Indicator, Measure, MeasureValue, ReportIssue, Submission
from kpi.states import SubmissionState
from processes.models import Assignment

LATEST = 20


@dataclass(frozen=True)
class RevisionCell:
    """One cell of one revision, and whether it differs from the revision it corrects."""

    value: MeasureValue | None
    is_changed: bool


@dataclass(frozen=True)
class RevisionLine:
    """One measure over one slice through all revisions."""

    measure: Measure
    part: Slice
    cells: Sequence[RevisionCell]
    is_changed: bool


@dataclass(frozen=True)
class Revisions:
    """A week's revisions side by side, the first one first."""

    rows: Sequence[Submission]
    lines: Sequence[RevisionLine]
    is_split: bool


def open_correction_of(assignment: Assignment, week: Week) -> Submission | None:
    """The one correction of a week that nobody has decided on yet."""
    return (
        Submission.objects.filter(assignment=assignment, iso_year=week.year, iso_week=week.week)
        .correcting()
        .select_related("assignment", "submitted_by", "returned_by", "corrects")
        .first()
    )


def own_corrections(person: Person) -> list[Submission]:
    """The undecided corrections of what a person reports, or has taken over, the oldest week first."""
    mine = Assignment.objects.of(person) | Assignment.objects.taken_over_by(person)
    return list(
        Submission.objects.correcting()
        .filter(assignment__in=mine)
        .select_related("assignment__process", "assignment__department", "assignment__project")
        .order_by("start", "pk")
    )


def differs_from_corrected(
    submission: Submission, note: str, answers: Mapping[Key, Answer]
) -> bool:
    """A correction says something new: another cell, another note, or a file of its own."""
    kept = {
        (row.measure.code, row.start): (row.value, row.no_data_reason, row.reason)
        for row in MeasureValue.objects.filter(submission=submission.corrects_id).select_related(
            "measure"
        )
    }
    told = {
        (code, part.start): (answer.value, answer.no_data_reason, answer.reason)
        for (code, part), answer in answers.items()
        if answer.is_given or answer.reason
    }
    # What is no longer asked for is not on the form and cannot differ.
    asked = {(code, part.start) for code, part in answers}
    before = {key: said for key, said in kept.items() if key in asked}
    before_note = submission.corrects.note if submission.corrects else ""
    if told != before or note.strip() != before_note:
        return True
    return StoredFile.objects.on(submission).exists()


def revisions_of(assignment: Assignment, week: Week) -> Revisions:
    """What each revision of a week says, cell by cell; two questions whatever was corrected."""
    rows = list(
        Submission.objects.filter(assignment=assignment, iso_year=week.year, iso_week=week.week)
        .select_related("submitted_by", "accepted_by", "returned_by", "corrects")
        .order_by("revision")
    )
    values = MeasureValue.objects.filter(submission__in=rows).select_related("measure")
    cells = {(row.submission_id, row.measure_id, row.start): row for row in values}
    measures = {row.measure_id: row.measure for row in cells.values()}
    ends = {row.start: row.end for row in cells.values()}
    places = sorted(
        {(measure, start) for _record, measure, start in cells},
        key=lambda each: (measures[each[0]].position, measures[each[0]].code, each[1]),
    )
    lines = []
    for measure, start in places:
        told = [_cell(row, cells, measure, start) for row in rows]
        lines.append(
            RevisionLine(
                measures[measure],
                Slice(start, ends[start]),
                told,
                any(each.is_changed for each in told),
            )
        )
    return Revisions(rows, lines, len(ends) > 1)


def _cell(
    row: Submission,
    cells: Mapping[tuple[int | None, int, object], MeasureValue],
    measure: int,
    start: object,
) -> RevisionCell:
    own = cells.get((row.pk, measure, start))
    if row.corrects_id is None:
        return RevisionCell(own, is_changed=False)
    return RevisionCell(own, _said(own) != _said(cells.get((row.corrects_id, measure, start))))


def _said(cell: MeasureValue | None) -> tuple[object, ...]:
    return (cell.value, cell.no_data_reason, cell.reason) if cell is not None else ()


def issues_speaking_of(week: Week) -> list[ReportIssue]:
    """The issues in force whose month holds a day of the week: a change is a restatement of them."""
    return list(
        ReportIssue.objects.filter(
            voided_at=None, report__start__lte=week.end, report__end__gte=week.start
        )
        .select_related("report")
        .defer("content")
        .order_by("report__start")
    )


def corrections_behind(indicator: Indicator, person: Person) -> list[Submission]:
    """The accepted corrections that moved an indicator's numbers, as far as a person may see them, the latest first."""
    seen = Submission.objects.visible_to(person).filter(
        corrects__isnull=False,
        accepted_at__isnull=False,
        assignment__process=indicator.process_id,
        values__measure__in=Measure.objects.filter(definitions__indicator=indicator),
    )
    rows = seen.select_related("assignment__department", "submitted_by", "accepted_by").distinct()
    return list(rows.order_by("-accepted_at")[:LATEST])


def is_correctable(submission: Submission | None) -> bool:
    """Only what was accepted is corrected; anything before that is still open to its people."""
    return submission is not None and submission.state == SubmissionState.ACCEPTED
