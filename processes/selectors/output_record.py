"""The outputs register as a matrix of a year: what was owed, filed, late, missing (R21, G57)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from governance.lib.periods import (
    BadPeriod,
    Month,
    Period,
    Week,
    Year,
    parse_period,
    period_of,
    periods_between,
)
from governance.models import Obligation, Person, StoredFile
from governance.states import ObligationKind, ObligationState
from processes.models import Output, OutputExpectation, OutputRecord
from processes.models.output_record import OUTPUT
from processes.states import Frequency, ProcessState

MONTHS = 12
# The policy prints how often these three are owed, and their own duty watches over them (6.4.1–6.4.3).
OWED_ELSEWHERE: dict[tuple[str, str], str] = {
    ("planning", "过程资源需求计划"): ObligationKind.ANNUAL_PLAN,
    ("monitoring", "过程运行监控报告"): ObligationKind.MONTHLY_REPORT,
    ("review", "过程评审报告"): ObligationKind.QUARTERLY_REVIEW,
}
PRINTED = {
    "yearly": Frequency.YEARLY,
    "quarterly": Frequency.QUARTERLY,
    "monthly": Frequency.MONTHLY,
}
# The codes of the lights that the register shows.
FILED, LATE, MISSING, DUE = "filed", "late_done", "unfiled", "expected"
WAIVED, NOTHING = "waived", ""
_WORD_OF_STATE = {
    ObligationState.DONE: FILED,
    ObligationState.LATE_DONE: LATE,
    ObligationState.MISSING: MISSING,
    ObligationState.OPEN: DUE,
    ObligationState.WAIVED: WAIVED,
}
# The gravest first: what a month with several periods shows.
_GRAVITY = (MISSING, DUE, LATE, FILED, WAIVED, NOTHING)


@dataclass(frozen=True)
class OutputCell:
    """One cell: how many months wide, what it says, and how many records stand behind it."""

    label: str
    span: int
    word: str
    records: tuple[OutputRecord, ...] = ()

    @property
    def count(self) -> int:
        """How many records were filed."""
        return len(self.records)


@dataclass(frozen=True)
class OutputRow:
    """One named output with what is expected of it and its year."""

    output: Output
    expected: OutputExpectation | None
    frequency: str
    is_printed: bool
    cells: tuple[OutputCell, ...]
    missing: int = 0

    @property
    def frequency_word(self) -> str:
        """How often, in words; nothing where nobody has said."""
        return str(Frequency(self.frequency).label) if self.frequency else ""


@dataclass(frozen=True)
class RegisterLine:
    """One output in one period, for the file of the register."""

    row: OutputRow
    cell: OutputCell


@dataclass(frozen=True)
class _Facts:
    records: dict[int, list[OutputRecord]] = field(default_factory=dict)
    duties: dict[tuple[str, str], str] = field(default_factory=dict)


def output_matrix(
    person: Person, year: Year, *, on: date, process: str = "", only_missing: bool = False
) -> list[OutputRow]:
    """Every named output of the processes in use with its months, quarters or year; three questions.

    A cell is filed, filed late, missing, still due, waived or says nothing; of several weeks in a month
    the gravest word stands, with the number of records.
    """
    outputs = outputs_listed(person, process)
    facts = _facts(outputs, year)
    rows = [_row(output, year, facts, on) for output in outputs]
    return [row for row in rows if row.missing] if only_missing else rows


def register_lines(rows: Sequence[OutputRow]) -> list[RegisterLine]:
    """The matrix cell by cell, without those that say nothing."""
    return [
        RegisterLine(row, cell) for row in rows for cell in row.cells if cell.word or cell.records
    ]


def outputs_listed(person: Person, process: str = "") -> list[Output]:
    """The named outputs of the processes in use, in the policy's order."""
    rows = Output.objects.visible_to(person).filter(process__state=ProcessState.ACTIVE)
    if process:
        rows = rows.filter(process__code=process)
    rows = rows.select_related("process", "expectation__owner")
    return list(rows.order_by("process__position", "position", "pk"))


def records_of(output: Output) -> list[OutputRecord]:
    """Everything that was filed of an output, taken back or not, the latest period first."""
    rows = OutputRecord.objects.filter(output=output).select_related(
        "asset", "document", "filed_by", "withdrawn_by"
    )
    return list(rows.order_by("-filed_at", "-pk"))


def files_of(records: Sequence[OutputRecord]) -> dict[int, list[StoredFile]]:
    """The uploaded files of records, by record; one question."""
    found: dict[int, list[StoredFile]] = {}
    for file in StoredFile.objects.on(*records).select_related("uploaded_by").order_by("pk"):
        found.setdefault(int(file.object_key), []).append(file)
    return found


def file_of_record(record: OutputRecord, pk: int) -> StoredFile | None:
    """A file of this record by its number; another record's is none of it."""
    found: StoredFile | None = StoredFile.objects.on(record).filter(pk=pk).first()
    return found


def expectation_of(output: Output) -> OutputExpectation | None:
    """What the PMO decided for an output, if it has and it still holds."""
    found: OutputExpectation | None = (
        OutputExpectation.objects.filter(output=output, ended_on=None)
        .select_related("owner", "decided_by")
        .first()
    )
    return found


def owed_periods(output: Output, kind: str = ObligationKind.OUTPUT) -> list[Obligation]:
    """The periods of an output that are still owed, the oldest first."""
    rows = Obligation.objects.filter(
        kind=kind,
        subject=f"{OUTPUT}{output.pk}",
        state__in=(ObligationState.OPEN, ObligationState.MISSING),
    )
    return list(rows.order_by("due_at", "pk"))


def _facts(outputs: Sequence[Output], year: Year) -> _Facts:
    records: dict[int, list[OutputRecord]] = {}
    rows = OutputRecord.objects.filter(output__in=[row.pk for row in outputs]).standing()
    for row in rows.filter(period__startswith=year.label).order_by("filed_at", "pk"):
        records.setdefault(row.output_id, []).append(row)
    kinds = [ObligationKind.OUTPUT, *OWED_ELSEWHERE.values()]
    duties = Obligation.objects.filter(kind__in=kinds, period__startswith=year.label)
    found = {}
    for kind, subject, period, state in duties.values_list("kind", "subject", "period", "state"):
        key = subject if kind == ObligationKind.OUTPUT else kind
        found[key, period] = _WORD_OF_STATE[ObligationState(state)]
    return _Facts(records, found)


def _row(output: Output, year: Year, facts: _Facts, on: date) -> OutputRow:
    expected = getattr(output, "expectation", None)
    if expected is not None and expected.ended_on is not None:
        expected = None
    printed = PRINTED.get(output.cadence, "")
    elsewhere = OWED_ELSEWHERE.get((output.process.code, output.name), "")
    frequency = str(expected.frequency if expected else printed)
    grain = frequency if frequency in {"quarter", "year"} else "month"
    key = elsewhere or f"{OUTPUT}{output.pk}"
    own = facts.records.get(output.pk, [])
    # Both of one grain, which the type of a period does not tell.
    first: Any = period_of(grain, year.start)
    last: Any = period_of(grain, year.end)
    cells = tuple(
        _cell(period, key, frequency, own, facts, on) for period in periods_between(first, last)
    )
    missing = sum(cell.word == MISSING for cell in cells)
    is_printed = bool(printed) and expected is None
    return OutputRow(output, expected, frequency, is_printed, cells, missing)


def _cell(
    period: Period, key: str, frequency: str, own: list[OutputRecord], facts: _Facts, on: date
) -> OutputCell:
    records = tuple(row for row in own if _lies_in(row.period, period))
    inner = _labels(period, frequency)
    words = {facts.duties.get((key, label), NOTHING) for label in inner} or {NOTHING}
    word = next(each for each in _GRAVITY if each in words)
    if word == NOTHING and records:
        word = FILED
    span = max(1, sum(1 for _each in periods_between(Month.of(period.start), Month.of(period.end))))
    return OutputCell(period.label, span, word if period.start <= on else NOTHING, records)


def _labels(period: Period, frequency: str) -> list[str]:
    """The periods that a cell stands for: its own, and the weeks that end in a month."""
    if frequency != Frequency.WEEKLY:
        return [period.label]
    weeks = periods_between(Week.of(period.start), Week.of(period.end))
    return [week.label for week in weeks if period.start <= week.end <= period.end]


def _lies_in(label: str, period: Period) -> bool:
    try:
        other = parse_period(label)
    except BadPeriod:
        return False
    return bool(period.start <= other.end <= period.end)
