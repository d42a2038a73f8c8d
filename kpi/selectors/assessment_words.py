"""The frozen look at the figures, and a whole self-assessment, put into words for page and paper (domain §5.1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.bilingual import listed
from kpi.selectors.report_phrases import (
    MARKS,
    day_in_text,
    moment_text,
    share_text,
    spoken,
    target_of,
)
from kpi.selectors.report_remarks import actual_of, passing_or_target
from kpi.states import AssessmentScope, FindingState, ItemVerdict, Verdict

Facts = dict[str, Any]
LANGUAGE_TAGS = {"zh-hans": "zh-CN", "en": "en"}
NOTHING = "–"


@dataclass(frozen=True)
class FigureLine:
    """One indicator in one scope, ready to be read."""

    code: str
    name: str
    process: str
    target: str
    value: str
    months: str
    coverage: str
    light: str
    mark: str
    word: str


@dataclass(frozen=True)
class FigureScope:
    """The company or one project: a sentence that sums it up, and its indicators."""

    name: str
    sentence: str
    rows: tuple[FigureLine, ...]


@dataclass(frozen=True)
class ItemLine:
    """One item as the report prints it."""

    position: int
    clause: str
    text: str
    process: str
    verdict: str
    remark: str
    evidence: tuple[str, ...]
    judged_by: str


@dataclass(frozen=True)
class FindingLine:
    """One finding as the report prints it."""

    position: int
    verdict: str
    text: str
    process: str
    department: str
    decision: str


@dataclass(frozen=True)
class Chapter:
    """A heading of the report with its anchor."""

    code: str
    text: str


@dataclass(frozen=True)
class AssessmentSheet:
    """A report before it is laid out."""

    title: str
    subtitle: str
    number: str
    company: str
    created: str
    issued: str
    sha256: str
    language_tag: str
    closed_by: str
    cover_facts: list[tuple[str, str]]
    info: list[tuple[str, str]]
    signers: list[dict[str, str]]
    counts: list[tuple[str, int]]
    items: list[ItemLine]
    scopes: list[FigureScope]
    findings: list[FindingLine]
    content: Facts
    chapters: dict[str, str]

    @property
    def heading(self) -> str:
        """What stands above every page."""
        return f"{self.title} · {self.subtitle}"

    @property
    def contents(self) -> list[Chapter]:
        """The chapters in their order."""
        return [Chapter(code, text) for code, text in self.chapters.items()]

    @property
    def page_words(self) -> list[str]:
        """The words around the two numbers of a page."""
        return (_("Page %(page)s of %(pages)s") % {"page": "|", "pages": "|"}).split("|")


def figure_scopes(figures: Iterable[Facts]) -> list[FigureScope]:
    """Each scope of the frozen figures in the reader's language."""
    return [
        FigureScope(spoken(each), _sentence(each), tuple(_figure(row) for row in each["rows"]))
        for each in figures
    ]


def assessment_sheet(content: Facts, *, sha256: str, language: str) -> AssessmentSheet:
    """The document of a closed content in the active language."""
    closed_at = datetime.fromisoformat(content["closed_at"])
    title, subtitle = _("Self-assessment report"), _subtitle(content)
    return AssessmentSheet(
        title=title,
        subtitle=subtitle,
        number=content["number"],
        company=content["company"],
        created=closed_at.astimezone(timezone.get_default_timezone()).isoformat(),
        issued=" ".join(
            part for part in (content["company"], _("Issued"), day_in_text(closed_at)) if part
        ),
        sha256=sha256,
        language_tag=LANGUAGE_TAGS[language],
        closed_by=content["closed_by"],
        cover_facts=[
            (_("Number"), content["number"]),
            (_("Scope"), _scope(content)),
            (_("Checklist"), _checklist(content)),
            (_("Closed by"), content["closed_by"]),
        ],
        info=_info(content),
        signers=_signers(content),
        counts=[
            (str(verdict.label), content["verdicts"][verdict.value]) for verdict in ItemVerdict
        ],
        items=[_item(row) for row in content["items"]],
        scopes=figure_scopes(content["figures"]),
        findings=[_finding(row) for row in content["findings"]],
        content=content,
        chapters=_chapters(),
    )


def _sentence(scope: Facts) -> str:
    told = scope["summary"]
    words = _(
        "%(count)s indicators in use in %(year)s; of the year's figures %(met)s met and %(missed)s missed their target, %(rest)s are not judged by the year. Months judged: %(judged)s, met: %(months)s."
    ) % {
        "count": told["indicators"],
        "year": scope["period"],
        "met": told[Verdict.MET],
        "missed": told[Verdict.MISSED],
        "rest": told["indicators"] - told[Verdict.MET] - told[Verdict.MISSED],
        "judged": told["months_judged"],
        "months": told["months_met"],
    }
    covered = scope["coverage"]
    if not covered:
        return words
    return f"{words} " + _(
        "On %(day)s every dimension was measured or exempt in %(covered)s of %(all)s processes."
    ) % {"day": covered["on"], "covered": covered["covered"], "all": covered["processes"]}


def _figure(row: Facts) -> FigureLine:
    unit = spoken(row, "unit")
    target = target_of(row)
    # What the year does not judge carries no light; the months beside it are judged.
    is_judged = row["verdict"] != Verdict.NOT_APPLICABLE
    light = row["light"] if is_judged else str(Verdict.NOT_APPLICABLE)
    return FigureLine(
        code=row["code"],
        name=spoken(row),
        process=spoken(row, "process"),
        target=passing_or_target(row, target, unit),
        value=actual_of(row, unit, target),
        months=f"{row['months_met']} / {row['months_judged']}" if row["months_judged"] else NOTHING,
        coverage=share_text(row["covered"], row["expected"]),
        light=light,
        mark=MARKS.get(light, ""),
        word=str(Verdict(row["verdict"]).label),
    )


def _item(row: Facts) -> ItemLine:
    return ItemLine(
        position=row["position"],
        clause=" ".join(part for part in (row["clause"], row["standard_clause"]) if part),
        text=spoken(row, "text"),
        process=spoken(row, "process"),
        verdict=_verdict(row["verdict"]),
        remark=row["remark"],
        evidence=tuple(spoken(each, "text") for each in row["evidence"]),
        judged_by=row["judged_by"],
    )


def _finding(row: Facts) -> FindingLine:
    decision = str(FindingState(row["state"]).label)
    return FindingLine(
        position=row["position"],
        verdict=_verdict(row["verdict"]),
        text=row["text"],
        process=spoken(row, "process") or NOTHING,
        department=spoken(row, "department") or NOTHING,
        decision=decision + (_(": ") + row["decision_note"] if row["decision_note"] else ""),
    )


def _verdict(code: str) -> str:
    return str(ItemVerdict(code).label) if code else NOTHING


def _subtitle(content: Facts) -> str:
    return _("Year %(year)s") % {"year": content["year"]}


def _scope(content: Facts) -> str:
    if content["scope"] == AssessmentScope.COMPANY:
        return str(AssessmentScope.COMPANY.label)
    return listed([spoken(each) for each in content["projects"]])


def _checklist(content: Facts) -> str:
    return f"{content['checklist']['title']} V{content['checklist']['number']}"


def _info(content: Facts) -> list[tuple[str, str]]:
    team = [
        f"{each['name']} ({spoken(each, 'department')})" if each["department"] else each["name"]
        for each in content["assessors"]
    ]
    rows = [
        (_("Basis"), _("Process Framework Management Policy, clause 7")),
        (_("Checklist"), _checklist(content)),
        (_("Scope"), _scope(content)),
        (_("Year"), str(content["year"])),
        (_("Purpose"), content["purpose"]),
        (_("Started"), moment_text(content["started_at"])),
        (_("Evaluated, figures frozen"), moment_text(content["evaluated_at"])),
        (_("Assessors"), listed(team)),
    ]
    return [(label, value) for label, value in rows if value]


def _signers(content: Facts) -> list[dict[str, str]]:
    return [
        {
            "act": _("Assessed and written"),
            "who": listed(content["authors"]),
            "as": _("Assessors, PMO"),
            "on": moment_text(content["evaluated_at"])[:10],
        },
        {
            "act": _("Closed, frozen"),
            "who": content["closed_by"],
            "as": _("Process manager"),
            "on": moment_text(content["closed_at"])[:10],
        },
    ]


def _chapters() -> dict[str, str]:
    titles = {
        "info": _("About the self-assessment"),
        "summary": _("Verdicts in numbers"),
        "items": _("Items to check"),
        "figures": _("Evaluation of the indicators"),
        "findings": _("Findings"),
        "conclusion": _("Conclusion"),
        "record": _("Record of this document"),
    }
    return {code: f"{place} {title}" for place, (code, title) in enumerate(titles.items(), 1)}
