"""The record of an improvement as PDF and Word: ordered by a reader, printed by a worker as it stood then (6.4.4)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.booklet import Booklet, print_booklet
from governance.lib.chart_svg import Drawing, chart_pngs, chart_svgs
from governance.lib.pdf import Printed
from governance.lib.word import Contents, Cover, Manuscript, write_word
from governance.lib.word_html import parts_of_html
from governance.models import Job, Paper, Person
from governance.services.paper import CannotPrint, PaperOrder, print_paper, request_paper
from governance.services.sheet import FONTS, style
from governance.states import PaperFormat
from improvements.models import Improvement
from improvements.selectors.improvement_sheet import (
    ImprovementSheet,
    improvement_sheet,
    sheet_sha256,
)

PAPER = "record"
JOB = "print_improvement"


def order_improvement_paper(
    improvement: Improvement, *, language: str, form: str, by: Person, at: datetime
) -> Paper:
    """Whoever may read an improvement may have it printed; each content once per language and form."""
    return request_paper(improvement, paper_order(improvement, language, form), by=by, at=at)


def paper_order(improvement: Improvement, language: str, form: str) -> PaperOrder:
    """Which paper it is as the improvement stands now."""
    return PaperOrder(PAPER, sheet_sha256(improvement), JOB, language, form)


def print_improvement(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """The job: one document in one language and form, printed once."""
    return print_paper(job, _drawn, clock=clock)


def drawn_improvement(row: Improvement, *, sha256: str, language: str, form: str) -> Printed:
    """The document of an improvement as it stands."""
    with override(language):
        sheet = improvement_sheet(row, language=language)
        context = {"sheet": sheet, "form": form, "sha256": sha256}
        drawings = _drawings(sheet)
        if form == PaperFormat.DOCX:
            pictures = dict(zip(drawings, chart_pngs(list(drawings.values())), strict=True))
            return write_word(_manuscript(sheet, _body(context), pictures))
        return print_booklet(_booklet(sheet, context, drawings))


def _drawn(paper: Paper) -> Printed:
    row = Improvement.objects.select_related(
        "process", "department", "owner", "indicator", "raised_by", "major_by", "no_norm_by"
    ).get(pk=paper.object_key)
    if sheet_sha256(row) != paper.source_sha256:
        raise CannotPrint(
            _("The improvement has changed meanwhile; please order the document again.")
        )
    return drawn_improvement(
        row, sha256=paper.source_sha256, language=paper.language, form=paper.format
    )


def _body(context: dict[str, Any]) -> str:
    return render_to_string("improvements/_paper_body.html", context) + render_to_string(
        "improvements/_paper_effect.html", context
    )


def _drawings(sheet: ImprovementSheet) -> dict[str, str]:
    """Every drawing by the name the pages give it: the same strings as on the screen."""
    parts: dict[str, tuple[str, dict[str, Any]]] = {
        "fishbone": ("improvements/_fishbone_svg.html", {"bones": sheet.bones}),
        "whys": ("improvements/_whytree_svg.html", {"whys": sheet.whys}),
        "bars": ("improvements/_gantt_svg.html", {"bars": sheet.bars}),
    }
    found = {
        f"asset:{name}": render_to_string(template, {**context, "label": ""}).strip()
        for name, (template, context) in parts.items()
        if any(context.values())
    }
    if sheet.chart:
        found["asset:effect"] = chart_svgs([Drawing(sheet.chart, full=True)])[0]
    return found


def _running(sheet: ImprovementSheet) -> dict[str, str]:
    before, between, after = sheet.page_words
    return {
        "number": sheet.number,
        "heading": f"{sheet.title} · {sheet.subtitle}",
        "version": sheet.as_of,
        "label": _("For internal use"),
        "before": before,
        "between": between,
        "after": after,
    }


def _booklet(sheet: ImprovementSheet, context: dict[str, Any], assets: dict[str, str]) -> Booklet:
    return Booklet(
        head=render_to_string("improvements/_paper_head.html", context),
        language=sheet.language_tag,
        front=render_to_string("improvements/_paper_front.html", context),
        parts=(_body(context),),
        css=style("paper"),
        folio=style("folio"),
        running=_running(sheet),
        assets=assets,
    )


def _manuscript(sheet: ImprovementSheet, body: str, pictures: dict[str, bytes]) -> Manuscript:
    cover = Cover(
        sheet.company,
        sheet.number,
        sheet.title,
        sheet.subtitle,
        sheet.cover_facts,
        [sheet.as_of, _("For internal use")],
    )
    return Manuscript(
        title=f"{sheet.title} · {sheet.subtitle} · {sheet.number}",
        subject=sheet.number,
        author=sheet.company or sheet.author,
        language=sheet.language_tag,
        created=sheet.created,
        fonts=FONTS,
        running=_running(sheet),
        words={"table": _("Table "), "figure": _("Figure ")},
        blocks=(cover, Contents(_("Contents")), *parts_of_html(body)),
        pictures=pictures,
    )
