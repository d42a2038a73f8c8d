"""A text that is written already is shown as it was recognised, and taken over on confirmation (R3)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.forms.clause import TakeOverForm, is_plain, text_of_file
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.headings import Section, sections_of_text
from governance.lib.nudge import nudge
from governance.lib.upload_door import is_too_large, takes_files
from governance.lib.workflow import Refused
from governance.models import DocumentVersion
from governance.permissions import Permission
from governance.selectors.clause import clause_rows, reading_of, source_file
from governance.services.clause_import import faults_of, numbered, take_over_text
from governance.services.document_file import offer_source
from governance.states import RenderState
from governance.views.clause import draft_of

LOOK_AGAIN = 2


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files
@requires(Permission.DOCUMENT_WRITE)
def document_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    version = draft_of(request, pk)
    if request.method != "POST":
        return _take_over_page(request, version, TakeOverForm())
    if is_too_large(request):
        sentence = _("The file is larger than 20 MB.")
        return _take_over_page(request, version, TakeOverForm(), 413, refusal=sentence)
    if request.POST.get("act") == "source":
        return _taken(request, version, _source_sections(version) or [])
    form = TakeOverForm(request.POST, request.FILES)
    if not form.is_valid():
        return _take_over_page(request, version, form, 422)
    return _given(request, version, form)


def _given(request: HttpRequest, version: DocumentVersion, form: TakeOverForm) -> HttpResponse:
    file, text = form.cleaned_data["file"], form.cleaned_data["text"]
    if file and not is_plain(file.name):
        return _source_offered(request, version, form)
    if file:
        text = text_of_file(file.read())
    if text is None:
        form.add_error("file", _("This is not plain text."))
        return _take_over_page(request, version, form, 422)
    sections = sections_of_text(text)
    if request.POST.get("act") == "take":
        return _taken(request, version, sections)
    shown = TakeOverForm(initial={"text": text})
    return _take_over_page(request, version, shown, sections=sections)


def _source_offered(
    request: HttpRequest, version: DocumentVersion, form: TakeOverForm
) -> HttpResponse:
    file = form.cleaned_data["file"]
    try:
        offer_source(version, file.name or "", file.chunks(), by=request.user, at=timezone.now())
    except Refused as refusal:
        return _take_over_page(request, version, form, 400, refusal=sentence_of(request, refusal))
    nudge("portal.run_jobs")
    return HttpResponseRedirect(reverse("governance:document-take-over", args=[version.pk]))


def _taken(request: HttpRequest, version: DocumentVersion, sections: list[Section]) -> HttpResponse:
    try:
        rows = take_over_text(version, sections, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(
            request, refusal, reverse("governance:document-take-over", args=[version.pk])
        )
    messages.success(request, _("%(count)s clauses were taken over.") % {"count": len(rows)})
    return HttpResponseRedirect(reverse("governance:document-edit", args=[version.pk]))


def _take_over_page(
    request: HttpRequest,
    version: DocumentVersion,
    form: TakeOverForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """What was recognised is shown before anything is taken over: from the pasted text, else from the Word file."""
    sections: list[Section] | None = more.get("sections")
    source = None if sections is not None or request.method == "POST" else source_file(version)
    reading = reading_of(source)
    if reading is not None and reading.state == RenderState.READY:
        sections = _source_sections(version)
    context = {
        "version": version,
        "document": version.document,
        "form": form,
        "refusal": more.get("refusal", ""),
        "found": numbered(sections) if sections else [],
        "looked": sections is not None,
        "faults": faults_of(sections) if sections is not None else [],
        "source": source,
        "reading": reading,
        "replaced": len(clause_rows(version)),
    }
    response = render(request, "governance/document_take_over.html", context, status=status)
    if reading is not None and reading.state == RenderState.PENDING:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


def _source_sections(version: DocumentVersion) -> list[Section] | None:
    reading = reading_of(source_file(version))
    if reading is None or reading.state != RenderState.READY:
        return None
    return [Section(row["depth"], row["title"], row["text"]) for row in reading.rows]
