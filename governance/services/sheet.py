"""A frozen record as PDF and Word: cover, approval, contents and body out of one set of templates (design §5)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from governance.lib.booklet import Booklet, print_booklet
from governance.lib.pdf import Printed
from governance.lib.word import Contents, Cover, Manuscript, write_word
from governance.lib.word_html import parts_of_html
from governance.states import PaperFormat

FONTS = {"body": "宋体", "heading": "黑体", "note": "仿宋", "latin": "Times New Roman"}


@dataclass(frozen=True)
class SheetTemplates:
    """The five templates of a document, by what they print; each takes `sheet` and `form`."""

    head: str
    front: str
    approval: str
    contents: str
    body: str


def print_sheet(sheet: Any, templates: SheetTemplates, *, author: str, form: str) -> Printed:
    """One document in one form, in the language that is active.

    `sheet` says what the record is in that language (`kpi/selectors/assessment_words.py` is one);
    `author` signs the file where the company has no name.
    """
    context = {"sheet": sheet, "form": form}

    def part(template: str) -> str:
        return render_to_string(template, context)

    if form == PaperFormat.DOCX:
        return write_word(
            _manuscript(sheet, author, part(templates.approval), part(templates.body))
        )
    return print_booklet(
        Booklet(
            head=part(templates.head),
            language=sheet.language_tag,
            front=part(templates.front) + part(templates.approval) + part(templates.contents),
            parts=(part(templates.body),),
            css=style("paper"),
            folio=style("folio"),
            running=_running(sheet),
        )
    )


def style(name: str) -> str:
    """One of our own style sheets for paper; raises FileNotFoundError where there is none of that name."""
    found = finders.find(f"css/{name}.css")
    if not found:
        raise FileNotFoundError(f"static/css/{name}.css")
    return Path(str(found)).read_text(encoding="utf-8")


def _running(sheet: Any) -> dict[str, str]:
    before, between, after = sheet.page_words
    return {
        "number": sheet.number,
        "heading": sheet.heading,
        "version": "",
        "label": _("For internal use"),
        "before": before,
        "between": between,
        "after": after,
    }


def _manuscript(sheet: Any, author: str, front: str, body: str) -> Manuscript:
    cover = Cover(
        sheet.company,
        sheet.number,
        sheet.title,
        sheet.subtitle,
        sheet.cover_facts,
        [sheet.issued, _("For internal use")],
    )
    return Manuscript(
        title=f"{sheet.title} · {sheet.subtitle} · {sheet.number}",
        subject=sheet.number,
        author=sheet.company or author,
        language=sheet.language_tag,
        created=sheet.created,
        fonts=FONTS,
        running=_running(sheet),
        words={"table": _("Table "), "figure": _("Figure ")},
        blocks=(cover, *parts_of_html(front), Contents(_("Contents")), *parts_of_html(body)),
    )
