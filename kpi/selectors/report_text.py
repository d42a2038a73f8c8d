"""A report's content put into words: the same rows for page and paper, in the reader's language (domain §4.3 k, n)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.bilingual import is_english, listed
from governance.lib.chart import Chart
from governance.lib.numbers import EMPTY_MARK
from governance.lib.periods import Month, Slice
from kpi.formulas import Target as TargetLine
from kpi.formulas.figure import SMALL_SAMPLE
from kpi.selectors.deviation_text import DeviationRow, signals_in_words
from kpi.selectors.report_chart import chart_of
from kpi.selectors.report_lapses import (
    Followed,
    Lapse,
    Restated,
    followed_up,
    lapses,
    remarks,
    restated,
    said_of_follow_up,
    without_verdict,
)
from kpi.selectors.report_phrases import (
    MARKS,
    change_text,
    moment_text,
    period_text,
    restated_sentence,
    share_text,
    spoken,
    target_of,
    value_text,
)
from kpi.selectors.report_remarks import actual_of, detail_value, passing_or_target, remarks_of
from kpi.states import DeviationDecision, Verdict

WORST = 3


@dataclass(frozen=True)
class FigureRow:
    """One line of the attainment table, ready to be printed."""

    code: str
    name: str
    process: str
    departments: str
    by_assignment: bool
    target: str
    actual: str
    sample: str
    mom: str
    yoy: str
    verdict: str
    light: str
    mark: str
    note: str
    coverage: str
    definition: str
    formula: str
    cohort: str
    direction: str
    gap: Decimal
    month: "DetailRow"
    trend: tuple[Decimal | None, ...]
    line: Decimal | None
    details: tuple["DetailRow", ...] = ()
    narrative: str = ""


@dataclass(frozen=True)
class DetailRow:
    """One slice of the month in the appendix."""

    numerator: str
    denominator: str
    value: str


@dataclass(frozen=True)
class Block:
    """One process: its figures, its charts, what people wrote about it."""

    code: str
    name: str
    departments: str
    by_assignment: bool
    comment: str
    notes: tuple[str, ...]
    rows: tuple[FigureRow, ...]
    charts: tuple[Chart, ...]


@dataclass(frozen=True)
class Wording:
    """A report in words; templates only place what stands here."""

    title: str
    month: str
    period: str
    cut_off: str
    company: str
    completeness: str
    share: str
    points: str
    formed: str
    summary: str
    automatic_summary: str
    counts: dict[str, int]
    judged: int
    blocks: tuple[Block, ...]
    rows: tuple[FigureRow, ...]
    deviations: tuple[DeviationRow, ...]
    signals: tuple[DeviationRow, ...]
    parts: tuple[dict[str, str], ...]
    follow_up: tuple[Followed, ...]
    nothing_followed: str
    lapses: tuple[Lapse, ...]
    without: str
    restatements: tuple[Restated, ...]
    remarks: tuple[str, ...]
    content: dict[str, Any] = field(repr=False)

    @property
    def quality(self) -> dict[str, Any]:
        found: dict[str, Any] = self.content["quality"]
        return found

    @property
    def sections(self) -> dict[str, str]:
        found: dict[str, str] = self.content["sections"]
        return found


def worded(content: dict[str, Any]) -> Wording:
    """The content in the language that is active; nothing is computed that the content does not hold."""
    blocks = tuple(block_of(process) for process in content["processes"])
    rows = tuple(row for block in blocks for row in block.rows)
    month = Month.parse(content["period"])
    automatic = _summary(content, rows, month)
    return Wording(
        title=_("Process Operation Monitoring Report"),
        month=month.display(),
        period=f"{content['start']} – {content['end']}",
        cut_off=moment_text(content["cut_off"]),
        company=content["company"]["name"],
        completeness=share_text(**content["coverage"]),
        share=share_text(**content["coverage"]).partition(" ")[0],
        points="{covered}/{expected}".format(**content["coverage"]),
        formed=_formed(content, month),
        summary=content["sections"]["summary"].strip() or automatic,
        automatic_summary=automatic,
        counts={verdict: content["counts"].get(verdict, 0) for verdict in Verdict.values},
        judged=sum(content["counts"].get(verdict, 0) for verdict in (Verdict.MET, Verdict.MISSED)),
        blocks=blocks,
        rows=rows,
        deviations=_deviations(content, rows),
        signals=signals_in_words(content),
        parts=tuple({"week": part.week.label, "days": part.display()} for part in _slices(content)),
        follow_up=followed_up(content),
        nothing_followed=said_of_follow_up(content),
        lapses=lapses(content),
        without=without_verdict(content),
        restatements=restated(content),
        remarks=remarks(content),
        content=content,
    )


def block_of(process: dict[str, Any]) -> Block:
    """One process in words, with its rows and charts."""
    departments = listed([spoken(each) for each in process["departments"]])
    # What was issued before the fallback existed does not say it.
    by_assignment = process.get("by_assignment", False)
    rows = tuple(
        _row(facts, spoken(process), departments, by_assignment=by_assignment)
        for facts in process["figures"]
    )
    return Block(
        code=process["code"],
        name=spoken(process),
        departments=departments,
        by_assignment=by_assignment,
        comment=process["comment"].strip(),
        notes=tuple(
            _("%(week)s, %(department)s: %(text)s")
            % {
                "week": period_text(note["week"]),
                "department": spoken(note, "department"),
                "text": note["text"],
            }
            for note in process["notes"]
        ),
        rows=rows,
        charts=tuple(
            chart for facts in process["figures"] if (chart := chart_of(facts)) is not None
        ),
    )


def _row(
    facts: dict[str, Any], process: str, departments: str, *, by_assignment: bool = False
) -> FigureRow:
    unit, target = spoken(facts, "unit"), target_of(facts)
    verdict = Verdict(facts["verdict"])
    light = "watch" if facts["light"] == "watch" else verdict.value
    definition = facts["definition"]
    return FigureRow(
        code=facts["code"],
        name=spoken(facts),
        process=process,
        departments=departments or EMPTY_MARK,
        by_assignment=by_assignment,
        target=passing_or_target(facts, target, unit),
        actual=actual_of(facts, unit, target),
        sample=_sample(facts),
        mom=change_text(facts["mom"], facts["unit"]),
        yoy=change_text(facts["yoy"], facts["unit"]),
        verdict=str(_("watch") if light == "watch" else verdict.label),
        light=light,
        mark=MARKS[light],
        note=listed([each for each in (_note(facts), *remarks_of(facts)) if each]),
        narrative=(facts.get("grade") or {}).get("narrative", ""),
        coverage=f"{facts['covered']}/{facts['expected']}" if facts["expected"] else EMPTY_MARK,
        definition=f"v{definition['number']}" if definition["number"] else EMPTY_MARK,
        formula=definition["formula"],
        cohort=spoken(definition, "cohort"),
        direction=_("higher is better") if facts["direction"] == "up" else _("lower is better"),
        gap=_gap(facts, target),
        month=_month_row(facts, unit),
        trend=tuple(None if value is None else Decimal(value) for _label, value in facts["trend"]),
        line=target.value if target is not None and target.operator != "between" else None,
        details=tuple(_detail(each, unit) for each in facts.get("details", ())),
    )


def _sample(facts: dict[str, Any]) -> str:
    # With few cases the two numbers say more than their quotient (domain §4.3n).
    if facts["denominator"] is None or not 0 < Decimal(facts["denominator"]) < SMALL_SAMPLE:
        return ""
    return f"{facts['numerator']}/{facts['denominator']}"


def _note(facts: dict[str, Any]) -> str:
    if not facts["assessed"]:
        words = {
            "quarter": _("assessed quarterly, not judged this month"),
            "year": _("assessed yearly, not judged this month"),
        }
        return words.get(facts["assessed_in"], "")
    if facts["grain"] != "month":
        return _("figure of %(period)s") % {"period": period_text(facts["period"])}
    is_there = facts["value"] is not None or facts.get("grade")
    if not is_there and not facts["expected"]:
        return _("no data yet")
    if facts["verdict"] == Verdict.INCOMPLETE:
        return _("%(covered)s of %(expected)s data points") % facts
    return ""


def _gap(facts: dict[str, Any], target: TargetLine | None) -> Decimal:
    if target is None or facts["value"] is None or not target.value:
        return Decimal(0)
    return abs(Decimal(facts["value"]) - target.value) / abs(target.value)


def _month_row(facts: dict[str, Any], unit: str) -> DetailRow:
    own = facts["month"]
    return DetailRow(
        numerator=value_text(own["numerator"], ""),
        denominator=value_text(own["denominator"], "") if own["denominator"] is not None else "",
        value=value_text(own["value"], unit, target=target_of(facts)),
    )


def _detail(facts: dict[str, Any], unit: str) -> DetailRow:
    return DetailRow(
        numerator=value_text(facts["numerator"], ""),
        denominator=value_text(facts["denominator"], "")
        if facts["denominator"] is not None
        else "",
        value=detail_value(facts, unit),
    )


def _deviations(content: dict[str, Any], rows: Iterable[FigureRow]) -> tuple[DeviationRow, ...]:
    by_code = {row.code: row for row in rows}
    run = {
        facts["code"]: facts["missed_in_a_row"]
        for process in content["processes"]
        for facts in process["figures"]
    }
    return tuple(
        DeviationRow(
            code=facts["code"],
            name=by_code[facts["code"]].name,
            description=_description(by_code[facts["code"]], run[facts["code"]]),
            facts=facts,
            decision=str(DeviationDecision(facts["decision"]).label) if facts["decision"] else "",
        )
        for facts in content["deviations"]
    )


def _description(row: FigureRow, run: int) -> str:
    sample = f" ({row.sample})" if row.sample else ""
    text = _("%(process)s: %(name)s was %(actual)s%(sample)s, target %(target)s.") % {
        "process": row.process,
        "name": row.name,
        "actual": row.actual,
        "sample": sample,
        "target": row.target,
    }
    if run > 1:
        text += _(" Missed %(count)s months in a row.") % {"count": run}
    return text


def _slices(content: dict[str, Any]) -> list[Slice]:
    return [
        Slice(date.fromisoformat(start), date.fromisoformat(end))
        for start, end in content["slices"]
    ]


def _formed(content: dict[str, Any], month: Month) -> str:
    slices = _slices(content)
    weeks = [part.week.label for part in slices]
    if content["month_rule"] == "thursday":
        return _(
            "The month is formed of %(count)s whole weeks, %(first)s to %(last)s: those whose Thursday lies in it."
        ) % {"count": len(weeks), "first": weeks[0], "last": weeks[-1]}
    cut = [part.display() for part in slices if not part.is_whole_week]
    text = _("The month is the exact sum of %(count)s slices, %(first)s to %(last)s.") % {
        "count": len(slices),
        "first": weeks[0],
        "last": weeks[-1],
    }
    if cut:
        text += _(
            " Weeks that cross the end of a month were entered in two parts; of them belong here: %(cut)s."
        ) % {"cut": listed(cut)}
    return text


def _summary(content: dict[str, Any], rows: tuple[FigureRow, ...], month: Month) -> str:
    counts = content["counts"]
    punctual = content["quality"]["punctuality"]
    facts = {
        "month": month.display(),
        "count": len(rows),
        "processes": len(content["processes"]),
        **{verdict: counts.get(verdict, 0) for verdict in Verdict.values},
    }
    sentences = [
        _(
            "In %(month)s %(count)s indicators of %(processes)s processes were monitored: %(met)s met their target, "
            "%(missed)s missed it, %(no_sample)s had no sample, %(incomplete)s had incomplete data and "
            "%(not_applicable)s were not judged."
        )
        % facts
    ]
    judged = facts["met"] + facts["missed"]
    if judged:
        sentences.append(
            _("Attainment of the judged indicators is %(share)s.")
            % {"share": share_text(facts["met"], judged)}
        )
    worst = sorted((row for row in rows if row.light == "missed"), key=lambda row: -row.gap)[:WORST]
    if worst:
        named = listed(
            [
                _("%(name)s %(actual)s (target %(target)s)")
                % {"name": row.name, "actual": row.actual, "target": row.target}
                for row in worst
            ]
        )
        sentences.append(_("Furthest from the target: %(named)s.") % {"named": named})
    if punctual["expected"]:
        sentences.append(
            _(
                "Of %(expected)s weekly reports owed, %(on_time)s came in time, %(late)s late, %(missing)s are missing."
            )
            % punctual
        )
    if restated := len(content["quality"]["restatements"]):
        sentences.append(restated_sentence(restated))
    return (" " if is_english() else "").join(sentences)
