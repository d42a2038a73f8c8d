"""The paper of a version: ordered by a reader, printed by a worker from frozen facts, the same bytes every time (R1–R3, design §7)."""

import base64
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.actors import Actor
from governance.lib.booklet import Booklet, print_booklet
from governance.lib.markdown import html_of_markdown
from governance.lib.pdf import CannotPrint as PrintFault
from governance.lib.pdf import Printed
from governance.lib.pdf_join import join_before
from governance.models import DocumentVersion, Job, Paper
from governance.selectors.clause import clause_rows, content_file, pictures_of
from governance.selectors.document_paper import (
    PaperPlan,
    facts_sha256,
    paper_facts,
    paper_plan,
)
from governance.services.paper import PaperOrder, print_paper, request_paper
from governance.services.stored_file import read_file

JOB = "print_document"
NAME = "document"
_TYPES = {"png": "image/png", "jpg": "image/jpeg"}
# Large, pale and slanted; a background is no content, so a reader who hears the page is not told it on every one.
_WATERMARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">'
    '<text x="105" y="160" text-anchor="middle" transform="rotate(-38 105 150)" font-size="{size}"'
    ' font-family="Noto Sans SC" font-weight="700" fill="#efe8e8">{words}</text></svg>'
)


def request_document_paper(
    version: DocumentVersion, language: str, *, by: Actor, at: datetime
) -> Paper:
    """Each content, with the approval as it stands, has one PDF per language; asking again hands back that one."""
    sha256 = facts_sha256(paper_facts(version))
    return request_paper(version, PaperOrder(NAME, sha256, JOB, language), by=by, at=at)


def print_document(job: Job, *, clock: Callable[[], datetime]) -> dict[str, Any]:
    """A worker prints what was ordered, or says that the document has changed since."""
    return print_paper(job, made_paper, clock=clock)


def made_paper(paper: Paper) -> Printed:
    """The bytes of a paper; raises `CannotPrint` of `lib.pdf` with the reason."""
    version = DocumentVersion.objects.select_related("document", "resolution").get(
        pk=paper.object_key
    )
    facts = paper_facts(version)
    if facts_sha256(facts) != paper.source_sha256:
        raise PrintFault(_("the document has changed since; please order the paper again"))
    return printed_document(version, facts, paper.language)


def printed_document(version: DocumentVersion, facts: dict[str, Any], language: str) -> Printed:
    """A version on paper: its text in full, or cover and approval sheet before the file that was handed in."""
    booklet = booklet_of(version, facts, language)
    printed = print_booklet(booklet)
    file = content_file(version) if facts["file"] else None
    if file is None or file.kind != "pdf":
        return printed
    return join_before(printed.content, read_file(file))


def booklet_of(version: DocumentVersion, facts: dict[str, Any], language: str) -> Booklet:
    """The parts of the paper in one language, made from the facts and the bytes of the pictures alone."""
    with override(language):
        plan = paper_plan(facts)
        before, between, after = plan.page_words
        body = "".join(_body(plan))
        number = facts["document"]["number"] or _("no number given")
        pictures = _pictures(version) if facts["pictures"] else {}
        css = _style("paper") + _style("paper-document")
        if plan.mark:
            pictures["asset:mark"] = _watermark(plan.mark)
            css += "\n@page { background: url(asset:mark) no-repeat center / 210mm 297mm; }"
        return Booklet(
            head=render_to_string(
                "governance/_document_pdf_head.html", {"plan": plan, "facts": facts}
            ),
            language=plan.language_tag,
            front=render_to_string(
                "governance/_document_pdf_front.html",
                {"plan": plan, "facts": facts, "entries": list(plan.clauses())},
            ),
            parts=(body,) if body else (),
            css=css,
            folio=_style("folio"),
            running={
                "number": number,
                "heading": plan.title,
                "version": facts["version"]["label"],
                "label": plan.mark or plan.status,
                "before": before,
                "between": between,
                "after": after,
            },
            assets=pictures,
        )


def _body(plan: PaperPlan) -> list[str]:
    names = {short: f"asset:pic-{short}" for short in plan.facts["pictures"]}
    word = escape(_("Figure "))
    pieces: list[str] = []
    for clause in plan.clauses():
        html = html_of_markdown(clause["text"], names)
        # Numbered through the document like the figures of a report.
        html = mark_safe(html.replace("<figcaption>", f'<figcaption data-word="{word}">'))  # noqa: S308 -- cleaned HTML with our own escaped word in it
        context = {"clause": clause, "html": html}
        pieces.append(render_to_string("governance/_document_pdf_clause.html", context))
    return pieces


def _pictures(version: DocumentVersion) -> dict[str, str]:
    found = {}
    for short, file in pictures_of(version, clause_rows(version)).items():
        data = base64.b64encode(read_file(file)).decode()
        found[f"asset:pic-{short}"] = f"data:{_TYPES[file.kind]};base64,{data}"
    return found


def _watermark(words: str) -> str:
    size = 30 if len(words) < 8 else 16  # noqa: PLR2004 -- Chinese words are few and wide
    return _WATERMARK.format(size=size, words=escape(words))


def _style(name: str) -> str:
    found = finders.find(f"css/{name}.css")
    if not found:
        raise FileNotFoundError(f"static/css/{name}.css")
    return Path(str(found)).read_text(encoding="utf-8")
