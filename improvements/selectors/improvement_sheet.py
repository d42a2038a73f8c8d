"""The printed record of an improvement in parts: what stands on its pages, as the improvement stands now (6.4.4)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.bilingual import in_turn, said
from governance.lib.chart import Chart
from governance.models import AuditEntry, Paper
from governance.selectors.audit import timeline_of
from governance.selectors.calendar import local_day, local_zone
from governance.selectors.setting import setting_value
from governance.templatetags.acts import act
from improvements.formulas.fishbone import Fishbone, fishbone
from improvements.formulas.gantt import Gantt, gantt
from improvements.formulas.whytree import WhyTree, why_tree
from improvements.models import ActionMeasure, Improvement, ProgressNote
from improvements.selectors.cause import Branch, bones_of, cause_tree, whys_of
from improvements.selectors.improvement import bars_of_measures, source_text
from improvements.selectors.sheet_parts import (
    NOTHING,
    Decided,
    Table,
    Verified,
    day_text,
    decided_in,
    measure_table,
    moment_text,
    note_table,
    trail_table,
    verified_in,
)
from improvements.states import MeasureKind

LANGUAGE_TAGS = {"zh-hans": "zh-CN", "en": "en"}
# Narrower than on the page, so that letters stay readable on A4.
COLUMN, HEAD, BOX, CHART = 190.0, 150.0, 128.0, 390.0


@dataclass(frozen=True)
class CauseLine:
    """One cause of the indented list."""

    depth: int
    text: str
    verdict: str
    evidence: str

    @property
    def indent(self) -> str:
        """Blanks as wide as it stands deep."""
        return "　" * (self.depth - 1)


@dataclass(frozen=True)
class ImprovementSheet:
    """An improvement before it is laid out; everything in words, nothing that moves by itself."""

    title: str
    subtitle: str
    number: str
    company: str
    created: str
    as_of: str
    language_tag: str
    author: str
    cover_facts: tuple[tuple[str, str], ...]
    info: tuple[tuple[str, str], ...]
    problem: str
    containment: Table
    bones: Fishbone | None
    whys: WhyTree | None
    causes: tuple[CauseLine, ...]
    plan: tuple[tuple[str, str], ...]
    measures: Table
    bars: Gantt | None
    decided: Decided
    notes: Table
    verified: Verified
    chart: Chart | None
    norm: tuple[tuple[str, str], ...]
    lesson: str
    trail: Table
    chapters: dict[str, str]

    @property
    def heading(self) -> str:
        """What stands above every page."""
        return f"{self.title} · {self.number}"

    @property
    def page_words(self) -> list[str]:
        """The words around the two numbers of a page."""
        return (_("Page %(page)s of %(pages)s") % {"page": "|", "pages": "|"}).split("|")


def improvement_sheet(row: Improvement, *, language: str) -> ImprovementSheet:
    """The document of an improvement in the active language."""
    entries = timeline_of(row)
    latest = entries[0].at if entries else row.raised_at
    tree = cause_tree(row)
    measures = list(
        ActionMeasure.objects.filter(improvement=row, round=row.round)
        .select_related("cause", "responsible")
        .order_by("position")
    )
    first_aid = [each for each in measures if each.kind == MeasureKind.CONTAINMENT]
    lasting = [each for each in measures if each.kind != MeasureKind.CONTAINMENT]
    verified, chart = verified_in(row, latest)
    return ImprovementSheet(
        title=_("Process Improvement Record"),
        subtitle=row.title,
        number=row.number,
        company=str(setting_value("company_name")),
        created=latest.astimezone(local_zone()).isoformat(),
        as_of=_("As of %(day)s") % {"day": day_text(local_day(latest))},
        language_tag=LANGUAGE_TAGS[language],
        author=row.owner.name,
        cover_facts=_cover(row),
        info=_info(row),
        problem=row.problem,
        containment=measure_table(first_aid, _("Containment")),
        bones=fishbone(row.title, bones_of(tree.limbs), column=COLUMN, head_width=HEAD)
        if tree.count
        else None,
        whys=why_tree(row.title, whys_of(tree), box=BOX) if tree.count else None,
        causes=tuple(_lines(tree.limbs)),
        plan=_plan(row),
        measures=measure_table(lasting, _("Measures")),
        bars=gantt(bars_of_measures(measures, None), None, chart=CHART),
        decided=decided_in(row),
        notes=_notes(row),
        verified=verified,
        chart=chart,
        norm=_norm(row),
        lesson=row.lesson,
        trail=trail_table(entries, _named),
        chapters=_chapters(),
    )


def sheet_sha256(row: Improvement) -> str:
    """The hash of what a document of this improvement would say now; the Chinese words stand for both languages."""
    with override("zh-hans"):
        told = asdict(improvement_sheet(row, language="zh-hans"))
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def papers_of(row: Improvement) -> list[Paper]:
    """The documents of an improvement that were ordered, the latest first; without their bytes."""
    return list(Paper.objects.on(row).order_by("-requested_at", "-pk")[:8])


def _named(entry: AuditEntry) -> str:
    return act(entry.action)


def _cover(row: Improvement) -> tuple[tuple[str, str], ...]:
    return (
        (_("Number"), row.number),
        (_("Process"), said(row.process)),
        (_("Responsible department"), said(row.department)),
        (_("Responsible person"), row.owner.name),
        (_("Stage"), row.get_state_display()),
        (_("Due date"), day_text(row.due_on)),
    )


def _info(row: Improvement) -> tuple[tuple[str, str], ...]:
    grade = {None: _("not decided yet"), True: _("major"), False: _("ordinary")}[row.is_major]
    by = f"{row.major_by.name}: {row.major_reason}" if row.major_by else ""
    facts = [
        (_("Improvement"), f"{row.number} {row.title}"),
        (_("Where it comes from"), f"{row.get_source_display()} · {source_text(row)[0]}"),
        (_("Process"), said(row.process)),
        (_("Responsible department"), said(row.department)),
        (_("Responsible person"), row.owner.name),
        (_("Stage"), row.get_state_display()),
        (_("Round"), str(row.round)),
        (_("Major or ordinary"), " · ".join(part for part in (grade, by) if part)),
        (_("Raised"), f"{row.raised_by.name} · {moment_text(row.raised_at)}"),
    ]
    if row.started_at:
        facts.append((_("Started"), moment_text(row.started_at)))
    if row.finished_at:
        facts.append((_("Implemented"), moment_text(row.finished_at)))
    if row.closed_at:
        facts.append((_("Closed"), moment_text(row.closed_at)))
    facts.append((_("Basis"), _("Process Framework Management Policy, clause 6.4.4")))
    return tuple(facts)


def _lines(limbs: Sequence) -> list[CauseLine]:
    found: list[CauseLine] = []

    def walk(branch: Branch, depth: int) -> None:
        cause = branch.cause
        words = in_turn(part for part in (cause.evidence, cause.verdict_note) if part)
        found.append(CauseLine(depth, cause.text, cause.get_verdict_display(), words))
        for each in branch.answers:
            walk(each, depth + 1)

    for limb in limbs:
        if limb.branches:
            found.append(CauseLine(0, said(limb.category), "", ""))
        for branch in limb.branches:
            walk(branch, 1)
    return found


def _plan(row: Improvement) -> tuple[tuple[str, str], ...]:
    indicator = f"{row.indicator.code} {said(row.indicator)}" if row.indicator else NOTHING
    return (
        (_("Goal"), row.goal or NOTHING),
        (_("Indicator it shows in"), indicator),
        (_("Due date"), day_text(row.due_on)),
    )


def _notes(row: Improvement) -> Table:
    rows = ProgressNote.objects.filter(improvement=row).select_related("written_by")
    return note_table(list(rows.order_by("written_at", "pk")))


def _norm(row: Improvement) -> tuple[tuple[str, str], ...]:
    if row.norm_version is None:
        if not row.no_norm_reason:
            return ()
        name = row.no_norm_by.name if row.no_norm_by else ""
        return ((_("No norm changes:"), row.no_norm_reason), (_("Decided by"), name))
    version = row.norm_version
    return (
        (_("Norm"), said(version.document, "title")),
        (_("Version"), f"{version.label} · {version.get_state_display()}"),
        (_("Change note"), version.change_note or NOTHING),
        (_("Published on"), day_text(version.published_on)),
        (_("In force from"), day_text(version.effective_on)),
    )


def _chapters() -> dict[str, str]:
    titles = {
        "info": _("About the improvement"),
        "problem": _("Problem and containment"),
        "causes": _("Causes"),
        "plan": _("Plan and measures"),
        "decision": _("Decision"),
        "progress": _("Progress"),
        "verification": _("Verification of the effect"),
        "norm": _("Into the norm"),
        "lesson": _("Lesson learned"),
        "trail": _("Trail"),
        "record": _("Record of this document"),
    }
    return {code: f"{place} {title}" for place, (code, title) in enumerate(titles.items(), 1)}
