"""Everything the weekly form shows, and what its numbers are checked against (6.4.2②, domain §4.3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from governance.lib.bilingual import said
from governance.lib.numbers import Exact
from governance.lib.periods import Slice, Week
from governance.models import Person
from governance.models.person import roles_held
from governance.states import Role
from kpi.formulas.aggregation import Cell, aggregate
from kpi.formulas.entry import Answer, Field, Key, Ratio
from kpi.formulas.figure import SCALES, Figure, Verdict, indicator_value, verdict
from kpi.formulas.grade import Given, Grade, grade_verdict, grades_over, scale_of
from kpi.formulas.statistic import history_for
from kpi.models import Indicator, IndicatorVersion, Measure, MeasureValue, Submission, Target
from kpi.selectors.asked import Question, Questionnaire, questionnaire
from kpi.selectors.rule import Rules
from kpi.selectors.world import formula_of
from kpi.states import Aggregation, Grain, Kind, Origin, SubmissionState
from processes.models import Assignment

HISTORY_WEEKS = 26
CELL = (
    "measure__code",
    "start",
    "end",
    "value",
    "no_data_reason",
    "reason",
    "grade",
    "narrative",
    "origin",
    "submission_id",
    "submission__state",
)


@dataclass(frozen=True)
class Known:
    """What is stored for a cell: of the week itself, or of the week before."""

    value: Decimal | None
    no_data_reason: str = ""
    reason: str = ""
    grade: str = ""
    narrative: str = ""


@dataclass(frozen=True)
class Sheet:
    """The form of one assignment and week: what is asked, what is there, what is usual."""

    assignment: Assignment
    week: Week
    submission: Submission | None
    asked: Questionnaire
    now: Mapping[Key, Known]
    before: Mapping[str, Known]
    history: Mapping[str, Sequence[tuple[Slice, Decimal]]]
    from_tickets: Mapping[Key, Decimal | None]

    def fields(self) -> list[Field]:
        """The cells that a person fills in, in reading order."""
        return [
            Field(
                code=question.measure.code,
                name=said(question.measure),
                part=part,
                unit=question.measure.unit,
                decimals=question.measure.decimals,
                may_be_negative=question.measure.may_be_negative,
                history=self._history(question, part),
                adds_up=_adds_up(question),
                scale=scale_of(question.measure.scale),
            )
            for question in self.asked.typed
            for part in question.slices
        ]

    def _history(self, question: Question, part: Slice) -> tuple[Exact, ...]:
        """What adds up over days is compared day for day; a snapshot or a month's number as it is."""
        past = self.history.get(question.measure.code, ())
        if _adds_up(question):
            return history_for(part, past)
        return tuple(value for _part, value in past)


def _adds_up(question: Question) -> bool:
    return question.is_weekly and question.measure.aggregation == Aggregation.SUM


@dataclass(frozen=True)
class Preview:
    """An indicator as the numbers in the form make it, before anybody has accepted them.

    Of a qualitative one the grade last given; it is judged at its period of assessment (G43).
    """

    indicator: Indicator
    figure: Figure
    target: Target | None
    verdict: Verdict
    grade: Grade | None = None


def assignment_for(person: Person, pk: int) -> Assignment | None:
    """A week's page is opened by who may see its record (reliability §3.2): own, own department, or all."""
    rows = Assignment.objects.filter(pk=pk).select_related(
        "process", "department", "project", "person", "deputy"
    )
    roles = roles_held(person)
    if not roles & {Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR}:
        mine = Q(person=person) | Q(deputy=person)
        mine |= Q(pk__in=Assignment.objects.taken_over_by(person))
        if Role.DEPARTMENT_HEAD in roles and person.department_id:
            mine |= Q(department=person.department_id)
        rows = rows.filter(mine)
    return rows.first()


def submission_of(assignment: Assignment, week: Week) -> Submission | None:
    """The record an assignment's week is read by: the accepted revision, else the first one under way."""
    return (
        Submission.objects.filter(assignment=assignment, iso_year=week.year, iso_week=week.week)
        .standing()
        .select_related("assignment", "submitted_by", "accepted_by", "returned_by", "corrects")
        .first()
    )


def submissions_of(assignments: Iterable[Assignment], week: Week) -> dict[int, Submission]:
    """The same of many assignments in one question, with the names by which the trail calls a record."""
    rows = (
        Submission.objects.filter(
            assignment__in=assignments, iso_year=week.year, iso_week=week.week
        )
        .standing()
        .select_related("assignment__process", "assignment__department", "corrects")
        .order_by("-pk")  # of two the earlier one stands
    )
    return {row.assignment_id: row for row in rows}


def successor_of(assignment: Assignment, week: Week) -> Assignment | None:
    """Of two assignments of one place in one week (a hand-over) the later one reports; None if this is it."""
    later = Q(valid_from__gt=assignment.valid_from) | Q(
        valid_from=assignment.valid_from, pk__gt=assignment.pk
    )
    return (
        Assignment.objects.filter(
            later,
            department=assignment.department_id,
            process=assignment.process_id,
            project=assignment.project_id,
        )
        .valid_between(week.start, week.end)
        .first()
    )


def week_sheet(
    assignment: Assignment, week: Week, submission: Submission | None, rules: Rules
) -> Sheet:
    """A week's form costs the same few questions however long the history is.

    What is usual comes from accepted weeks of the same place in the last half year.
    """
    asked = questionnaire(assignment, week, split=rules.split)
    codes = [question.measure.code for question in asked.questions]
    rows = (
        MeasureValue.objects.filter(
            measure__code__in=codes,
            dimension="",
            start__gte=week.start - timedelta(weeks=HISTORY_WEEKS),
            end__lte=week.end,
        )
        .filter(_same_place(assignment), _readable(submission))
        .order_by("start", "submission__revision")
        .values_list(*CELL)
    )
    return laid_out(assignment, submission, asked, rows)


def laid_out(
    assignment: Assignment,
    submission: Submission | None,
    asked: Questionnaire,
    rows: Iterable[tuple[Any, ...]],
) -> Sheet:
    """Cells of the last half year become a form: its own, those of the week before, and what is usual."""
    week = asked.week
    now: dict[Key, Known] = {}
    before: dict[str, list[Known]] = defaultdict(list)
    history: dict[str, list[tuple[Slice, Decimal]]] = defaultdict(list)
    tickets: dict[Key, Decimal | None] = {}
    previous = week.previous()
    for code, start, end, value, no_data, reason, grade, words, origin, record, state in rows:
        part, known = Slice(start, end), Known(value, no_data, reason, grade, words)
        if part.week == week and origin == Origin.TICKETS:
            tickets[code, part] = value
        elif part.week == week and submission is not None and record == submission.pk:
            now[code, part] = known
        if part.week == previous and state != SubmissionState.DRAFT:
            before[code].append(known)
        if part.week < week and state == SubmissionState.ACCEPTED and value is not None:
            history[code].append((part, value))
    ways = {question.measure.code: question.measure.aggregation for question in asked.questions}
    return Sheet(
        assignment,
        week,
        submission,
        asked,
        now,
        {code: _whole_week(cells, ways[code]) for code, cells in before.items()},
        history,
        tickets,
    )


def _readable(submission: Submission | None) -> Q:
    """Of each week the record that stands, and the one that is on the screen."""
    stands = Q(submission__in=Submission.objects.standing())
    return Q(submission=None) | stands | Q(submission=submission and submission.pk)


def _same_place(assignment: Assignment) -> Q:
    """Typed numbers of the same department and project, and those of the sources that feed it."""
    typed = Q(
        origin=Origin.ENTRY, department=assignment.department_id, project=assignment.project_id
    )
    fed = Q(origin=Origin.TICKETS) & (Q(department=assignment.department_id) | Q(department=None))
    return typed | fed


def _whole_week(cells: Sequence[Known], way: str) -> Known:
    """Last week beside is one number, also where it was entered in two slices."""
    values = [cell.value for cell in cells if cell.value is not None]
    if not values:
        return cells[-1]
    if way == Aggregation.SUM:
        return Known(sum(values, Decimal(0)))
    extreme = {Aggregation.MAX: max, Aggregation.MIN: min}.get(Aggregation(way))
    return Known(extreme(values) if extreme else values[-1])


def definitions_for(assignment: Assignment, week: Week) -> list[IndicatorVersion]:
    """The definitions in force at the week's end of adopted indicators that use the process's measures."""
    found = (
        IndicatorVersion.objects.filter(
            Q(indicator__retired_on=None) | Q(indicator__retired_on__gte=week.start),
            Q(valid_from=None) | Q(valid_from__lte=week.end),
            Q(valid_to=None) | Q(valid_to__gte=week.end),
            indicator__adopted_on__lte=week.end,
            measures__process=assignment.process_id,
        )
        .select_related("indicator")
        .order_by("indicator__position", "number")
        .distinct()
    )
    return list({version.indicator_id: version for version in found}.values())


def ratios_of(
    definitions: Sequence[IndicatorVersion], measures: Mapping[str, Measure]
) -> list[Ratio]:
    """Which indicators are shares of a whole: counts of one unit over counts, in % (F11; domain §4.3 o).

    Growth rates and utilisations may well exceed 100 %; they are not recognised and not refused.
    """
    shares = []
    for version in definitions:
        formula = formula_of(version.formula)
        used = [measures[name] for name in formula.names if name in measures]
        is_share = (
            version.indicator.unit in SCALES
            and formula.is_ratio
            and len(used) == len(formula.names)
            and len({measure.unit for measure in used}) == 1
            and all(_is_count(measure) for measure in used)
        )
        if is_share:
            shares.append(Ratio(version.indicator.code, version.indicator.name, formula))
    return shares


def _is_count(measure: Measure) -> bool:
    return (
        not measure.decimals
        and not measure.may_be_negative
        and measure.aggregation not in {Aggregation.NONE, Aggregation.GRADE}
    )


def previews(
    sheet: Sheet,
    definitions: Sequence[IndicatorVersion],
    answers: Mapping[Key, Answer],
    goals: Mapping[int, Target] | None = None,
) -> list[Preview]:
    """The indicators as the answers make them: by the same arithmetic and targets as the accepted figure.

    Only indicators whose every measure belongs to this form; a missing number leaves the value empty.
    """
    measures = {question.measure.code: question.measure for question in sheet.asked.questions}
    shown = [
        version
        for version in definitions
        if set(formula_of(version.formula).names) <= measures.keys()
    ]
    goals = _goals(shown, sheet) if goals is None else goals
    cells = {**{key: answer.value for key, answer in answers.items()}, **sheet.from_tickets}
    values = {code: _over_week(code, measures[code].aggregation, cells, sheet) for code in measures}
    found = []
    for version in shown:
        if version.indicator.kind == Kind.QUALITATIVE:
            found.append(_graded_preview(version, measures, answers))
            continue
        figure = indicator_value(formula_of(version.formula), version.indicator.unit, values)
        goal = goals.get(version.indicator_id)
        judged = verdict(figure, goal, covered=1, expected=1, threshold=Decimal(0))
        found.append(Preview(version.indicator, figure, goal, judged))
    return found


def _graded_preview(
    version: IndicatorVersion, measures: Mapping[str, Measure], answers: Mapping[Key, Answer]
) -> Preview:
    code = formula_of(version.formula).names[0]
    scale = scale_of(measures[code].scale)
    given = [
        Given(part.start, part.end, answer.grade)
        for (name, part), answer in answers.items()
        if name == code and answer.grade
    ]
    grades = grades_over(scale, given)
    judged = grade_verdict(
        scale,
        grades,
        is_assessed=version.indicator.assessment_grain == Grain.WEEK,
        covered=1,
        expected=1,
        threshold=Decimal(0),
    )
    return Preview(
        version.indicator,
        Figure(None, None, None),
        None,
        judged,
        None if grades is None else scale.of(grades.judged.grade),
    )


def _over_week(
    code: str, way: str, cells: Mapping[Key, Decimal | None], sheet: Sheet
) -> Decimal | None:
    asked = {
        part for each in sheet.asked.questions if each.measure.code == code for part in each.slices
    }
    parts = [Cell(part, cells.get((code, part)), code) for part in asked]
    if any(cell.value is None for cell in parts):
        return None
    whole = aggregate(way, parts)
    return None if whole is None else whole.value


def _goals(definitions: Sequence[IndicatorVersion], sheet: Sheet) -> dict[int, Target]:
    last = sheet.week.end
    rows = Target.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=last),
        Q(department=None) | Q(department=sheet.assignment.department_id),
        indicator__in=[version.indicator_id for version in definitions],
        valid_from__lte=last,
    ).order_by("valid_from")
    # The department's own target goes before the company's, a later one before an earlier one.
    ordered = sorted(rows, key=lambda row: (row.department_id is not None, row.valid_from))
    return {row.indicator_id: row for row in ordered}


def entered_measures(submissions: Sequence[Submission]) -> list[Measure]:
    """The measures some submissions speak of; their figures follow the acceptance."""
    return list(Measure.objects.filter(values__submission__in=submissions).distinct())
