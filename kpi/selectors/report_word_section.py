"""The sections of the report as parts of a Word file, each from the words of the plan (domain §5.1)."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from governance.lib.word import Cell, Figure, Figures, Grid, Part, Text
from governance.lib.word import Heading as WordHeading
from kpi.selectors.report_paper import PaperPlan, Sheet
from kpi.selectors.report_template import Heading
from kpi.selectors.report_text import DeviationRow, FigureRow
from kpi.states import PaperSection

NOTHING = "—"


def section_parts(plan: PaperPlan, heading: Heading) -> Iterator[Part]:
    """What stands under a heading, in the order of the page."""
    return _SECTIONS[heading.code](plan, heading)


def _info(plan: PaperPlan, _heading: Heading) -> Iterator[Part]:
    words = plan.words
    rows = [
        (_("Period"), f"{words.month}（{words.period}）"),
        (_("Prepared by department"), _("Process Management Office (PMO)")),
        (_("Data cut-off"), words.cut_off),
        (
            _("Data completeness"),
            f"{words.completeness}\n{_('accepted data points of those expected')}",
        ),
        (_("How the month was formed"), f"{words.formed} {_('Policy unclear')} · G26"),
        (_("Basis"), _("Process Framework Management Policy, clause 6.4.2")),
    ]
    yield Grid(
        _("Report information"),
        [],
        [[Cell(label, is_head=True), text] for label, text in rows],
        (38, 130),
    )


def _summary(plan: PaperPlan, _heading: Heading) -> Iterator[Part]:
    counts = plan.words.counts
    yield Text(plan.words.summary)
    yield Grid(
        _("Result of the month"),
        [
            [
                f"● {_('met')}",
                f"■ {_('missed')}",
                f"○ {_('no sample')}",
                f"◌ {_('incomplete')}",
                f"— {_('n/a')}",
                _("total"),
            ]
        ],
        [
            [
                *(
                    str(counts[key])
                    for key in ("met", "missed", "no_sample", "incomplete", "not_applicable")
                ),
                str(len(plan.words.rows)),
            ]
        ],
        (1, 1, 1, 1, 1, 1),
        "cccccc",
    )


def _figures(plan: PaperPlan, _heading: Heading) -> Iterator[Part]:
    yield Grid(
        _("Attainment of the indicators in %(month)s") % {"month": plan.words.month},
        [
            [
                _("Process"),
                _("Indicator"),
                _("Target"),
                _("Actual"),
                _("vs previous"),
                _("vs last year"),
                _("Verdict"),
                _("Dept."),
            ]
        ],
        [[row.process, *_figure(row), row.departments] for row in plan.words.rows],
        (21, 35, 16, 19, 27, 23, 20, 18),
        "llcrrrcc",
    )
    yield Text(
        _(
            "Verdicts compare unrounded figures with the target in force in the period. Below a denominator of 10 the two numbers stand beside the share. Changes of shares are in percentage points (pp), of other figures in per cent; nothing is compared across a changed definition or with incomplete data."
        ),
        "note",
    )


def _figure(row: FigureRow) -> list[Cell | str]:
    name = f"{row.code} {row.name}" + (f"\n{row.note}" if row.note else "")
    actual = row.actual + (f"\n{row.sample}" if row.sample else "")
    return [name, row.target, actual, row.mom, row.yoy, _light(row.mark, row.verdict, row.light)]


def _light(mark: str, word: str, tone: str) -> Cell:
    return Cell(f"{mark} {word}", tone=tone)


def _analysis(plan: PaperPlan, heading: Heading) -> Iterator[Part]:
    for sheet in plan.sheets:
        yield WordHeading(f"{heading.number}.{sheet.number}\u2002{sheet.block.name}", level=2)
        yield from _block(plan, sheet)


def _block(plan: PaperPlan, sheet: Sheet) -> Iterator[Part]:
    block = sheet.block
    departments = block.departments or NOTHING
    if block.by_assignment:
        departments += f" ({_('by assignment')})"
    if block.by_assignment or not block.departments:
        departments += f" {_('Policy unclear')} · G19"
    yield Text(f"{_('Responsible department')}{_(': ')}{departments}", "lead")
    if not plan.is_short:
        yield Grid(
            "",
            [
                [
                    _("Indicator"),
                    _("Target"),
                    _("Actual"),
                    _("vs previous"),
                    _("vs last year"),
                    _("Verdict"),
                ]
            ],
            [_figure(row) for row in block.rows],
            (48, 22, 24, 27, 25, 22),
            "lcrrrc",
        )
    if block.comment:
        yield Text(block.comment)
    if sheet.pictures:
        yield Figures(
            [
                Figure(
                    picture.address,
                    picture.chart.title
                    + (f"（{picture.chart.unit}）" if picture.chart.unit else ""),
                    picture.said,
                    picture.full,
                )
                for picture in sheet.pictures
            ]
        )
    else:
        yield Text(_("There are no values to draw yet."), "note")
    if block.notes:
        yield WordHeading(_("Remarks of the specialists"), level=3)
        yield from (Text(f"· {note}", "quote") for note in block.notes)


def _deviations(plan: PaperPlan, _heading: Heading) -> Iterator[Part]:
    rows = plan.words.deviations
    if not rows:
        yield Text(_("No indicator missed its target this month."))
        return
    yield Text(
        _(
            "Indicators that missed their target: %(total)s. Each was analysed and decided on as follows."
        )
        % {"total": len(rows)}
    )
    yield from (_deviation(row) for row in rows)


def _deviation(row: DeviationRow) -> Grid:
    facts = row.facts
    decision = row.decision or NOTHING
    if facts["decision_reason"]:
        decision += f"{_(': ')}{facts['decision_reason']}"
    if facts["decided_by"]:
        decision += f"\n{facts['decided_by']}"
    long = (
        (_("Description"), row.description),
        (_("Cause"), facts["cause"]),
        (_("Impact"), facts["impact"]),
        (_("Measures taken"), facts["measure"]),
    )
    return Grid(
        f"{_('Deviation')}{_(': ')}{row.code} {row.name}",
        [],
        [
            *([Cell(label, is_head=True), Cell(text or NOTHING, across=3)] for label, text in long),
            [
                Cell(_("Responsible person"), is_head=True),
                facts["responsible"] or NOTHING,
                Cell(_("Due date"), is_head=True),
                facts["due_on"] or NOTHING,
            ],
            [Cell(_("Decision"), is_head=True), Cell(decision, across=3)],
        ],
        (26, 58, 26, 58),
    )


def _events(plan: PaperPlan, _heading: Heading) -> Iterator[Part]:
    yield Text(plan.words.sections["events"].strip() or _("No entry was made."))


def _focus(plan: PaperPlan, _heading: Heading) -> Iterator[Part]:
    yield Text(plan.words.sections["focus"].strip() or _("No entry was made."))


def _follow_up(plan: PaperPlan, _heading: Heading) -> Iterator[Part]:
    if not plan.words.follow_up:
        yield Text(plan.words.nothing_followed)
        return
    yield Grid(
        _("Last month's deviations today"),
        [
            [
                _("Indicator"),
                _("Measures taken"),
                _("Responsible"),
                _("Due date"),
                _("Decision"),
                _("This month"),
            ]
        ],
        [
            [
                row.name,
                row.measure or NOTHING,
                row.responsible or NOTHING,
                row.due_on or NOTHING,
                row.decision,
                _light(row.mark, row.verdict, row.light),
            ]
            for row in plan.words.follow_up
        ],
        (40, 44, 18, 22, 24, 20),
        "llcccc",
    )


def _quality(plan: PaperPlan, _heading: Heading) -> Iterator[Part]:
    words = plan.words
    said = _(
        "Of %(expected)s weekly reports owed, %(on_time)s came in time, %(late)s late, %(missing)s are missing."
    )
    yield Text(
        f"{said % words.quality['punctuality']} {_('Data completeness')}{_(': ')}{words.completeness}{_('.')}"
    )
    if words.lapses:
        yield Grid(
            _("Missing, late, waived and returned weekly data"),
            [[_("Kind"), _("Week"), _("What"), _("Who / reason")]],
            [[row.kind, row.week, row.what, row.who] for row in words.lapses],
            (18, 44, 62, 44),
            "clll",
        )
    else:
        yield Text(_("No weekly data are missing, late or were returned."))
    if words.without:
        yield Text(f"{_('Not judged for want of data')}{_(': ')}{words.without}")
    yield WordHeading(_("Restatements"), level=2)
    if words.restatements:
        yield Grid(
            _("Figures issued earlier that have changed since"),
            [[_("Period"), _("Report"), _("Indicator"), _("As issued"), _("Now")]],
            [
                [row.period, row.report, row.indicator, row.before, row.after]
                for row in words.restatements
            ],
            (26, 44, 50, 24, 24),
            "lllrr",
        )
    else:
        yield Text(_("No figure issued earlier has changed since the last report."))
    if words.remarks:
        yield WordHeading(_("Remarks on single values"), level=2)
        yield from (Text(f"· {remark}", "quote") for remark in words.remarks)


def _weekly(plan: PaperPlan, _heading: Heading) -> Iterator[Part]:
    words = plan.words
    yield Text(words.formed, "note")
    heads = [f"{part['week']}\n{part['days']}" for part in words.parts]
    yield Grid(
        _("Weekly figures with numerator and denominator"),
        [[_("Indicator"), *heads, _("Month")]],
        [
            [
                f"{row.code} {row.name}\n{_('definition')} {row.definition}",
                *(_counted(part.value, part.numerator, part.denominator) for part in row.details),
                _counted(row.month.value, row.month.numerator, row.month.denominator),
            ]
            for row in words.rows
            if row.details
        ],
        (38, *(130 / (len(heads) + 1) for _each in (*heads, ""))),
        "l" + "r" * (len(heads) + 1),
    )


def _counted(value: str, numerator: str, denominator: str) -> str:
    return f"{value}\n{numerator}/{denominator}" if denominator else value


def _definitions(plan: PaperPlan, _heading: Heading) -> Iterator[Part]:
    yield Grid(
        _("Definitions in force"),
        [
            [
                _("Indicator"),
                _("Version"),
                _("Formula"),
                _("Counted"),
                _("Direction"),
                _("Coverage"),
            ]
        ],
        [
            [
                f"{row.code} {row.name}",
                row.definition,
                row.formula,
                row.cohort or NOTHING,
                row.direction,
                row.coverage,
            ]
            for row in plan.words.rows
        ],
        (44, 14, 40, 34, 20, 18),
        "lcllcc",
    )


_SECTIONS: dict[str, Callable[[PaperPlan, Heading], Iterator[Part]]] = {
    PaperSection.INFO: _info,
    PaperSection.SUMMARY: _summary,
    PaperSection.FIGURES: _figures,
    PaperSection.ANALYSIS: _analysis,
    PaperSection.DEVIATIONS: _deviations,
    PaperSection.EVENTS: _events,
    PaperSection.FOLLOW_UP: _follow_up,
    PaperSection.QUALITY: _quality,
    PaperSection.FOCUS: _focus,
    PaperSection.WEEKLY: _weekly,
    PaperSection.DEFINITIONS: _definitions,
}
