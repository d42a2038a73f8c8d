"""Coverage, the course of an indicator, the numbers behind a figure and two issues compared, as files (X23)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import DAY, NUMBER, Column, Listing, yes_no
from governance.lib.periods import Period
from kpi.selectors.coverage import Matrix, MatrixCell
from kpi.selectors.figure import CellLine, FigureBehind, MeasurePart
from processes.models import Process


@dataclass(frozen=True)
class CoverageLine:
    """One dimension of one process, which is one cell of the matrix."""

    process: Process
    cell: MatrixCell


@dataclass(frozen=True)
class BehindLine:
    """One cell of one measure; where cells are not shown, a line without one says how many and why."""

    part: MeasurePart
    cell: CellLine | None = None
    told: str = ""


def coverage_lines(matrix: Matrix) -> list[CoverageLine]:
    """The matrix line by line, in the order of the page."""
    return [CoverageLine(row.process, cell) for row in matrix.rows for cell in row.cells]


def behind_lines(behind: FigureBehind) -> Iterator[BehindLine]:
    """The cells of every measure as the page shows them; nothing that is counted is left unsaid."""
    for part in behind.parts:
        yield from (BehindLine(part, cell) for cell in part.cells)
        if part.more:
            yield BehindLine(part, told=_t("and %(count)s more cells") % {"count": part.more})
        if part.hidden:
            words = _t("%(count)s cells of others are counted in the total and not shown to you.")
            yield BehindLine(part, told=words % {"count": part.hidden})


def _standing(cell: MatrixCell) -> str:
    if cell.adopted:
        return _t("measured")
    return _t("not applicable") if cell.exemption else _t("gap")


def _exempt(line: CoverageLine, name: str) -> Any:
    return getattr(line.cell.exemption, name) if line.cell.exemption else None


def _source(line: BehindLine) -> str:
    cell = line.cell
    if cell is None:
        return ""
    if cell.source:
        return said(cell.source)
    if cell.assignment:
        return f"{_t('weekly data')} · {cell.assignment.person.name}"
    return _t("computed by the system")


def _of(line: BehindLine, *path: str) -> Any:
    """What a cell says, or nothing on a line without one."""
    found: Any = line.cell
    for name in path:
        found = getattr(found, name) if found is not None else None
    return found


def _number(value: Decimal | None) -> Decimal | None:
    """As many places as the number has: 3, not 3.000000."""
    if value is None:
        return None
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


COVERAGE = Listing(
    "coverage",
    _("Coverage matrix"),
    (
        Column(_("Process"), lambda line: said(line.process)),
        Column(_("Dimension"), lambda line: line.cell.label),
        Column(_("State"), lambda line: _standing(line.cell)),
        Column(
            _("Adopted indicators"),
            lambda line: "; ".join(f"{row.code} {said(row)}" for row in line.cell.adopted),
        ),
        Column(_("Suggested"), lambda line: line.cell.suggested, NUMBER),
        Column(_("Reason"), lambda line: _exempt(line, "reason")),
        Column(
            _("Declared by"),
            lambda line: line.cell.exemption.declared_by.name if line.cell.exemption else "",
        ),
        Column(_("From"), lambda line: _exempt(line, "valid_from"), DAY),
    ),
)
COURSE = Listing(
    "indicator-figures",
    _("Figures"),
    (
        Column(_("Period"), lambda row: row.figure.period),
        Column(_("from"), lambda row: row.figure.start, DAY),
        Column(_("to"), lambda row: row.figure.end, DAY),
        Column(_("Numerator"), lambda row: _number(row.figure.numerator), NUMBER),
        Column(_("Denominator"), lambda row: _number(row.figure.denominator), NUMBER),
        Column(_("Value"), lambda row: _number(row.figure.value), NUMBER),
        Column(_("As shown"), lambda row: row.text.value),
        Column(_("Target"), lambda row: row.target_text),
        Column(_("Verdict"), lambda row: row.figure.get_verdict_display()),
        Column(_("Slices with data"), lambda row: row.figure.covered, NUMBER),
        Column(_("Slices expected"), lambda row: row.figure.expected, NUMBER),
        Column(_("Definition"), lambda row: f"v{row.figure.definition.number}"),
        Column(_("Status"), lambda row: row.figure.get_status_display()),
        Column(_("Remarks"), lambda row: "; ".join(str(note) for note in row.text.notes)),
        Column(_("Narrative"), lambda row: row.text.narrative),
    ),
)
BEHIND = Listing(
    "figure-cells",
    _("The numbers behind one figure"),
    (
        Column(_("Measure"), lambda line: line.part.measure.code),
        Column(_("Name"), lambda line: said(line.part.measure)),
        Column(_("Unit"), lambda line: said(line.part.measure, "unit")),
        Column(_("from"), lambda line: _of(line, "slice", "start"), DAY),
        Column(_("to"), lambda line: _of(line, "slice", "end"), DAY),
        Column(_("Department"), lambda line: said(_of(line, "department"))),
        Column(_("Came from"), _source),
        Column(_("Value"), lambda line: _number(_of(line, "value")), NUMBER),
        Column(_("Total"), lambda line: _number(line.part.total), NUMBER),
        Column(_("Remarks"), lambda line: line.told),
    ),
)


def compared_listing(before: str, after: str) -> Listing:
    """Two issues side by side; the columns carry the name of the issue they stand for."""

    def side(which: str, label: str) -> tuple[Column, ...]:
        return (
            Column(f"{label} · {_t('Target')}", lambda row: getattr(row, which).target),
            Column(f"{label} · {_t('Actual')}", lambda row: getattr(row, which).actual),
            Column(f"{label} · {_t('Verdict')}", lambda row: getattr(row, which).verdict),
        )

    return Listing(
        "compared-issues",
        _("Compare issues"),
        (
            Column(_("Process"), lambda row: row.process),
            Column(_("Code"), lambda row: row.code),
            Column(_("Indicator"), lambda row: row.name),
            *side("before", before),
            *side("after", after),
            Column(_("Difference"), lambda row: row.difference),
            Column(_("Changed"), lambda row: yes_no(row.is_changed)),
        ),
    )


def figures_listing(periods: Sequence[Period]) -> Listing:
    """The figures of a source as its page shows them: a line a figure, a column a period."""
    return Listing(
        "source-figures",
        _("Figures by period"),
        (
            Column(_("Figure"), lambda line: line.label),
            Column(_("Name"), lambda line: line.name),
            *(
                Column(period.label, lambda line, n=number: line.cells[n][1], NUMBER)
                for number, period in enumerate(periods)
            ),
        ),
    )
