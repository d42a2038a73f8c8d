"""The printed report in parts: which template prints what, in which order, with which pictures (domain §5.1, §5.2)."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.bilingual import is_english, listed
from governance.lib.chart import Chart
from governance.lib.chart_svg import Drawing
from governance.states import PaperFormat
from kpi.selectors.report_phrases import day_in_text, moment_text
from kpi.selectors.report_template import Heading, Layout, headings, layout_of
from kpi.selectors.report_text import Block, Wording
from kpi.selectors.report_words import PeriodWording, words_of
from kpi.states import PaperSection, ReportKind, Signature

# Every trend is drawn while they are few enough to be looked at; beyond it those that ask for a
# look, missed targets first. Measured: a drawing costs 40 ms and 2 MB in the print.
MOST_CHARTS = 120
ASKING = ("missed", "watch", "incomplete")
LANGUAGE_TAGS = {"zh-hans": "zh-CN", "en": "en"}
# Of so many indicators each process has pages of its own, so that a correction prints its pages only.
LARGE = 240
TEMPLATES = {
    PaperSection.INFO: "kpi/_report_pdf_info.html",
    PaperSection.SUMMARY: "kpi/_report_pdf_summary.html",
    PaperSection.FIGURES: "kpi/_report_pdf_figures.html",
    PaperSection.ANALYSIS: "kpi/_report_pdf_analysis.html",
    PaperSection.DEVIATIONS: "kpi/_report_pdf_deviations.html",
    PaperSection.EVENTS: "kpi/_report_pdf_events.html",
    PaperSection.FOLLOW_UP: "kpi/_report_pdf_follow_up.html",
    PaperSection.QUALITY: "kpi/_report_pdf_quality.html",
    PaperSection.FOCUS: "kpi/_report_pdf_focus.html",
    PaperSection.WEEKLY: "kpi/_report_pdf_weekly.html",
    PaperSection.DEFINITIONS: "kpi/_report_pdf_definitions.html",
}
# The body of the other kinds, whose sections are laid down with the kind.
BODIES = {
    ReportKind.QUARTERLY: "kpi/_report_pdf_compiled.html",
    ReportKind.YEARLY: "kpi/_report_pdf_compiled.html",
    ReportKind.SLA: "kpi/_report_pdf_service.html",
    ReportKind.SERVICE: "kpi/_report_pdf_service.html",
}
BY_PROCESS = {
    PaperSection.FIGURES,
    PaperSection.ANALYSIS,
    PaperSection.DEVIATIONS,
    PaperSection.WEEKLY,
    PaperSection.DEFINITIONS,
}


@dataclass(frozen=True)
class Picture:
    """A chart with the address the document calls it by, and its numbers in words."""

    address: str
    chart: Chart
    full: bool
    said: str


@dataclass(frozen=True)
class Sheet:
    """A process as a section shows it: its block and the pictures chosen for it."""

    block: Block
    pictures: tuple[Picture, ...]
    number: int


@dataclass(frozen=True)
class Piece:
    """One template with what it is given; pieces of one part are printed one after the other."""

    template: str
    context: dict[str, Any]


@dataclass(frozen=True)
class PaperPlan:
    """Everything a document of an issue consists of, whatever form it is made in."""

    words: Wording
    issue: dict[str, Any]
    layout: Layout
    headings: list[Heading]
    sheets: tuple[Sheet, ...]
    signers: list[dict[str, str]]
    versions: list[dict[str, str]]
    issued_on: str
    created: str
    language_tag: str
    sha256: str
    is_short: bool
    charts: dict[str, Drawing] = field(repr=False)

    @property
    def company(self) -> str:
        """What stands above the cover: the header that was decided, else the company's name."""
        return self.layout.header or self.words.company

    @property
    def page_words(self) -> list[str]:
        """The words around the two numbers of a page."""
        return (_("Page %(page)s of %(pages)s") % {"page": "|", "pages": "|"}).split("|")


def paper_plan(content: dict[str, Any], *, sha256: str, language: str) -> PaperPlan:
    """The document of a frozen content in the active language, from the snapshot alone."""
    words, issue = words_of(content), content["issue"]
    layout = layout_of(content.get("template"))
    issued_at = datetime.fromisoformat(issue["issued_at"])
    charts: dict[str, Drawing] = {}
    return PaperPlan(
        words=words,
        issue=issue,
        layout=layout,
        headings=_headings(words, layout),
        sheets=tuple(_sheets(words, charts)),
        signers=_signers(issue, layout),
        versions=_versions(content, issue),
        issued_on=day_in_text(issued_at),
        created=issued_at.astimezone(timezone.get_default_timezone()).isoformat(),
        language_tag=LANGUAGE_TAGS[language],
        sha256=sha256,
        is_short=len(words.rows) > MOST_CHARTS,
        charts=charts,
    )


def paper_parts(plan: PaperPlan, *, form: str = PaperFormat.PDF) -> list[list[Piece]]:
    """The pieces in the order of the layout, gathered into the parts that are printed by themselves.

    A report of usual size is one part; a large one has a part for every process in every section that
    goes through the processes.
    """
    if isinstance(plan.words, PeriodWording):
        return [[_body(plan, plan.words), _seal(plan, form)]]
    if len(plan.words.rows) <= LARGE:
        every = [
            piece for heading in plan.headings for piece in _pieces(plan, heading, plan.sheets)
        ]
        return [[*every, _seal(plan, form)]]
    parts: list[list[Piece]] = [[]]
    for heading in plan.headings:
        if heading.code in BY_PROCESS and plan.sheets:
            parts += [
                list(_pieces(plan, heading, (sheet,), is_begun=at > 0))
                for at, sheet in enumerate(plan.sheets)
            ]
            parts.append([])
        else:
            parts[-1] += _pieces(plan, heading, ())
    parts[-1].append(_seal(plan, form))
    return [part for part in parts if part]


def _headings(words: Wording, layout: Layout) -> list[Heading]:
    if not isinstance(words, PeriodWording):
        return headings(layout)
    chapters = [Heading(each.anchor, str(each.number), each.title) for each in words.contents]
    appendix = replace(layout, sections=(PaperSection.DEFINITIONS,))
    return [*chapters, *headings(appendix)]


def _body(plan: PaperPlan, words: PeriodWording) -> Piece:
    context = {"words": words, "blocks": plan.sheets, "appendix": plan.headings[-1]}
    return Piece(BODIES[ReportKind(words.kind)], context)


def front_piece(plan: PaperPlan) -> Piece:
    """Cover, approval and contents."""
    return Piece("kpi/_report_pdf_front.html", {"plan": plan, "words": plan.words})


def _pieces(
    plan: PaperPlan, heading: Heading, sheets: tuple[Sheet, ...], *, is_begun: bool = False
) -> Iterator[Piece]:
    codes = {row.code for sheet in sheets for row in sheet.block.rows}
    if heading.code == PaperSection.DEVIATIONS and is_begun and not codes & _missed(plan):
        return
    one = sheets[0].block if len(sheets) == 1 and len(plan.sheets) > 1 else None
    yield Piece(
        TEMPLATES[PaperSection(heading.code)],
        {
            "words": plan.words,
            "heading": heading,
            "sheets": sheets,
            "rows": [row for sheet in sheets for row in sheet.block.rows],
            "deviations": [row for row in plan.words.deviations if row.code in codes],
            "process": one.name if one else "",
            "is_begun": is_begun,
            "is_short": plan.is_short,
        },
    )


def _missed(plan: PaperPlan) -> set[str]:
    return {row.code for row in plan.words.deviations}


def _seal(plan: PaperPlan, form: str) -> Piece:
    context = {"issue": plan.issue, "sha256": plan.sha256, "form": form}
    return Piece("kpi/_report_pdf_seal.html", context)


def _sheets(words: Wording, charts: dict[str, Drawing]) -> Iterator[Sheet]:
    chosen = _chosen(words)
    for number, block in enumerate(words.blocks, 1):
        shown = [chart for chart in block.charts if chart.title in chosen]
        pictures = []
        for place, chart in enumerate(shown, 1):
            # Named by process, so that a chart more in one leaves the pages of the others alone.
            address = f"asset:chart-{number}-{place}"
            # Two stand side by side; the last of an odd number takes the whole width.
            full = place == len(shown) and place % 2 == 1
            charts[address] = Drawing(chart, full)
            pictures.append(Picture(address, chart, full, _spoken(chart)))
        yield Sheet(block, tuple(pictures), number)


def _chosen(words: Wording) -> set[str]:
    titles = [chart.title for block in words.blocks for chart in block.charts]
    if len(titles) <= MOST_CHARTS:
        return set(titles)
    asking = sorted(
        (row for row in words.rows if row.light in ASKING), key=lambda row: ASKING.index(row.light)
    )
    return {f"{row.code} {row.name}" for row in asking[:MOST_CHARTS]}


def _spoken(chart: Chart) -> str:
    """A drawing in words, for those who hear the document."""
    values = listed([f"{label} {shown[0]}" for label, shown in chart.rows()])
    return _("Trend of %(title)s: %(values)s") % {"title": chart.title, "values": values}


def _signers(issue: dict[str, Any], layout: Layout) -> list[dict[str, str]]:
    known = {
        Signature.PREPARED: (issue["prepared_by"], _("PMO"), moment_text(issue["prepared_at"])),
        Signature.ISSUED: (
            issue["issued_by"],
            _("Process manager"),
            moment_text(issue["issued_at"]),
        ),
        Signature.NOBODY: ("", _("not laid down by the policy (G23)"), ""),
    }
    rows = []
    for signer in layout.signers:
        who, role, moment = known[Signature(signer.source)]
        label = (signer.label_en if is_english() else signer.label) or signer.label
        rows.append({"act": label, "who": who or "—", "as": role, "on": moment[:10] or "—"})
    return rows


def _versions(content: dict[str, Any], issue: dict[str, Any]) -> list[dict[str, str]]:
    rows = [
        {
            "label": each["label"],
            "author": each.get("prepared_by", ""),
            "written_on": moment_text(each.get("prepared_at"))[:10],
            "approver": each.get("issued_by", ""),
            "on": moment_text(each["issued_at"])[:10],
            "note": _("Voided on %(day)s: %(reason)s")
            % {"day": moment_text(each["voided_at"])[:10], "reason": each["void_reason"]}
            if each["voided_at"]
            else "",
        }
        for each in content["versions"]
    ]
    note = (
        _("First issue")
        if not rows
        else _("Issued anew in place of %(label)s") % {"label": rows[-1]["label"]}
    )
    own = {
        "label": issue["version"],
        "author": issue["prepared_by"],
        "written_on": moment_text(issue["prepared_at"])[:10],
        "approver": issue["issued_by"],
        "on": moment_text(issue["issued_at"])[:10],
        "note": note,
    }
    return [*rows, own]
