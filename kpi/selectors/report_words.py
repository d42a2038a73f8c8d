"""Any report's content put into words: the monthly one by its own rules, the others by these (domain §5.1)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.numbers import EMPTY_MARK
from governance.lib.periods import parse_period
from kpi.selectors.report_lapses import lapses, restated, without_verdict
from kpi.selectors.report_name import title_of
from kpi.selectors.report_phrases import moment_text, share_text, spoken
from kpi.selectors.report_text import Block, FigureRow, Wording, block_of, worded
from kpi.selectors.report_words_compiled import (
    MonthRef,
    Span,
    decided,
    month_refs,
    months_met,
    side_by_side,
)
from kpi.selectors.report_words_service import (
    Finding,
    StandardRow,
    WorkTable,
    findings,
    standards,
    work_tables,
)
from kpi.selectors.report_words_summary import compiled_summary, service_summary
from kpi.states import COMPILATIONS, Dimension, ReportKind, Verdict

OPERATIONS = ("problem", "change", "release")


@dataclass(frozen=True)
class Chapter:
    """A heading of the document: where it stands, its number and its words."""

    anchor: str
    number: int
    title: str

    @property
    def text(self) -> str:
        return f"{self.number}\u2002{self.title}"


@dataclass(frozen=True)
class PeriodWording(Wording):
    """A compilation or a service report in words; templates only place what stands here."""

    kind: str
    project: str
    contents: tuple[Chapter, ...]
    months: tuple[MonthRef, ...]
    spans: tuple[Span, ...]
    standards: tuple[StandardRow, ...]
    satisfaction: tuple[StandardRow, ...]
    findings: tuple[Finding, ...]
    workload: tuple[WorkTable, ...]
    operations: tuple[Block, ...]
    trends: tuple[Block, ...]
    purpose: str
    scope: str
    audience: str

    @property
    def chapters(self) -> dict[str, Chapter]:
        """The headings by their anchor, so that contents and document agree."""
        return {chapter.anchor: chapter for chapter in self.contents}

    @property
    def is_compilation(self) -> bool:
        """Whether it puts months together."""
        return self.kind in COMPILATIONS

    @property
    def has_plain_trends(self) -> bool:
        """A service report draws its trends without numbers, so they stand in no contents."""
        return not self.is_compilation

    @property
    def months_missing(self) -> tuple[MonthRef, ...]:
        """The months without an issue in force: the compilation stands on nothing there."""
        return tuple(month for month in self.months if not month.number)


def words_of(content: dict[str, Any]) -> Wording:
    """The content in the active language, whatever its kind; nothing is computed that it does not hold."""
    kind = content.get("kind", ReportKind.MONTHLY)
    return worded(content) if kind == ReportKind.MONTHLY else period_words(content, kind)


def period_words(content: dict[str, Any], kind: str) -> PeriodWording:
    """A compilation or service report in the active language."""
    blocks = tuple(_block(process) for process in content["processes"])
    rows = tuple(row for block in blocks for row in block.rows)
    period, project = parse_period(content["period"]), spoken(content["project"] or {})
    facts = [each for process in content["processes"] for each in process["figures"]]
    is_compilation = kind in COMPILATIONS
    automatic = (compiled_summary if is_compilation else service_summary)(content, rows)
    sections = content["sections"]
    return PeriodWording(
        title=title_of(kind),
        month=" · ".join(part for part in (period.display(), project) if part),
        period=f"{content['start']} – {content['end']}",
        cut_off=moment_text(content["cut_off"]),
        company=content["company"]["name"],
        completeness=share_text(**content["coverage"]),
        share=share_text(**content["coverage"]).partition(" ")[0],
        points="{covered}/{expected}".format(**content["coverage"]),
        formed=_formed(content),
        summary=sections["summary"].strip() or automatic,
        automatic_summary=automatic,
        counts={verdict: content["counts"].get(verdict, 0) for verdict in Verdict.values},
        judged=sum(content["counts"].get(each, 0) for each in (Verdict.MET, Verdict.MISSED)),
        blocks=blocks,
        rows=rows,
        deviations=decided(content) if is_compilation else (),
        signals=(),
        parts=(),
        follow_up=(),
        nothing_followed="",
        lapses=lapses(content) if is_compilation else (),
        without=without_verdict(content),
        restatements=restated(content),
        remarks=(),
        content=content,
        kind=kind,
        project=project,
        contents=_chapters(kind),
        months=month_refs(content),
        spans=side_by_side(content) if is_compilation else (),
        standards=standards(_of(rows, facts, satisfaction=False)),
        satisfaction=standards(_of(rows, facts, satisfaction=True)),
        findings=findings(content, rows),
        workload=work_tables(content),
        operations=tuple(block for block in blocks if block.code in OPERATIONS),
        trends=tuple(block for block in blocks if block.code not in OPERATIONS),
        purpose=sections["purpose"].strip() or _purpose(kind),
        scope=sections["scope"].strip() or _scope(project),
        audience=sections["audience"].strip() or _("not laid down by the policy (G12)"),
    )


def _of(
    rows: Iterable[FigureRow], facts: Iterable[dict[str, Any]], *, satisfaction: bool
) -> list[FigureRow]:
    return [
        row
        for row, each in zip(rows, facts, strict=True)
        if (each["dimension"] == Dimension.SATISFACTION) == satisfaction
    ]


def _block(process: dict[str, Any]) -> Block:
    block = block_of(process)
    rows = tuple(
        replace(row, note=_note(facts, row))
        for row, facts in zip(block.rows, process["figures"], strict=True)
    )
    return replace(block, rows=rows)


def _note(facts: dict[str, Any], row: FigureRow) -> str:
    if not facts["assessed"]:
        return months_met(facts) if facts.get("months") else _not_judged(facts)
    if facts["value"] is None and not facts["expected"]:
        return _("no data yet")
    if facts["verdict"] == Verdict.INCOMPLETE:
        return _("%(covered)s of %(expected)s data points") % facts
    if facts["verdict"] == Verdict.NO_SAMPLE:
        return _("nothing was counted")
    if row.target != EMPTY_MARK:
        return ""
    return _("no target is set") if "months" in facts else _("no service standard is set")


def _not_judged(facts: dict[str, Any]) -> str:
    words = {
        "week": _("judged by the week"),
        "month": _("judged by the month"),
        "quarter": _("judged by the quarter"),
        "year": _("judged by the year"),
    }
    return words[facts["assessed_in"]]


def _formed(content: dict[str, Any]) -> str:
    if content["month_rule"] == "thursday":
        return _(
            "Every figure is formed from the weeks of the whole period, each counted where its Thursday lies; none is a mean of months."
        )
    return _(
        "Every figure is formed from all data of the period, cut at its ends; none is a mean of months."
    )


def _purpose(kind: str) -> str:
    words = {
        ReportKind.SLA: _(
            "To compare the service delivered with the service level agreed, to name what is abnormal, and to propose what improves it."
        ),
        ReportKind.SERVICE: _(
            "To tell the recipient how the service ran in the period: performance, satisfaction, workload, major incidents and what is planned."
        ),
    }
    return words.get(ReportKind(kind), "")


def _scope(project: str) -> str:
    if project:
        return _("The services delivered in the project %(project)s.") % {"project": project}
    return _("All operation and maintenance services of the company.")


def _chapters(kind: str) -> tuple[Chapter, ...]:
    info, summary = ("info", _("Report information")), ("summary", _("Summary"))
    analysis = ("analysis", _("Analysis by process"))
    compiled = (
        info,
        ("months", _("The monthly reports this stands on")),
        summary,
        ("figures", _("Attainment")),
        ("spans", _("The months side by side")),
        ("deviations", _("Deviations and their decisions")),
        analysis,
        ("quality", _("Data quality")),
        ("focus", _("Focus of the next period")),
    )
    sla = (
        info,
        summary,
        ("figures", _("Service standard and performance")),
        ("findings", _("Abnormal indicators: causes and proposals")),
        ("analysis", _("Trends")),
        ("focus", _("Plan of the next period")),
    )
    service = (
        info,
        summary,
        ("figures", _("Service standard and performance")),
        ("satisfaction", _("Satisfaction")),
        ("workload", _("Workload")),
        ("findings", _("Abnormal indicators: causes and proposals")),
        ("events", _("Analysis after major incidents")),
        ("operations", _("Problems, changes and releases")),
        ("analysis", _("Trends")),
        ("focus", _("Plan of the next period")),
    )
    chosen = {ReportKind.SLA: sla, ReportKind.SERVICE: service}.get(ReportKind(kind), compiled)
    return tuple(Chapter(anchor, number, title) for number, (anchor, title) in enumerate(chosen, 1))
