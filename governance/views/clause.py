"""The editor of a draft: its clause tree, one clause at a time, its pictures (R3; design §5)."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.forms.clause import ClauseForm, NewClauseForm
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.markdown import html_of_markdown
from governance.lib.numbers import key_number
from governance.lib.text_diff import lines_between
from governance.lib.upload_door import is_too_large, takes_files
from governance.lib.uploads import TooLarge
from governance.lib.workflow import Refused
from governance.models import ClauseText, DocumentVersion
from governance.permissions import Permission
from governance.selectors.clause import clause_lines, clause_rows, pictures_of, short_of
from governance.selectors.document_text import image_addresses
from governance.services.clause import (
    ClauseConflict,
    ClauseWords,
    add_clause,
    move_clause,
    remove_clause,
    write_clause,
)
from governance.services.document_file import add_picture, remove_picture
from governance.states import ContentKind, DocumentState

WAYS = ("up", "down", "in", "out")


def draft_of(request: HttpRequest, pk: int) -> DocumentVersion:
    """The draft with that key, if the person may see it; anything published is not there to be edited."""
    rows = DocumentVersion.objects.visible_to(request.user).select_related("document")
    version: DocumentVersion = get_object_or_404(rows, pk=pk, state=DocumentState.DRAFT)
    return version


def clause_of(request: HttpRequest, pk: int, clause: int) -> ClauseText:
    """A clause of such a draft."""
    version = draft_of(request, pk)
    for row in clause_rows(version):
        if row.pk == clause:
            row.document_version = version
            return row
    raise Http404


@require_safe
@requires(Permission.DOCUMENT_WRITE)
def document_edit(request: HttpRequest, pk: int) -> HttpResponse:
    version = draft_of(request, pk)
    if version.content_kind == ContentKind.FILE:
        return HttpResponseRedirect(reverse("governance:document-file", args=[version.pk]))
    return render(request, "governance/document_edit.html", _tree(version))


@require_POST
@requires(Permission.DOCUMENT_WRITE)
def clause_add(request: HttpRequest, pk: int) -> HttpResponse:
    version = draft_of(request, pk)
    form = NewClauseForm(request.POST)
    if not form.is_valid():
        context = {**_tree(version), "new": form}
        return render(request, "governance/document_edit.html", context, status=422)
    given = form.cleaned_data
    try:
        row = add_clause(
            version,
            ClauseWords(given["title"]),
            where=given["where"],
            beside=given["beside"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        return refused_to(request, refusal, _edit_page(version))
    # A new clause is written next: its form opens with the words not yet there.
    return HttpResponseRedirect(reverse("governance:clause-edit", args=[version.pk, row.pk]))


@require_POST
@requires(Permission.DOCUMENT_WRITE)
def clause_step(request: HttpRequest, pk: int, clause: int, step: str) -> HttpResponse:
    row = clause_of(request, pk, clause)
    version, now = row.document_version, timezone.now()
    try:
        if step in WAYS:
            row = move_clause(row, step, by=request.user, at=now)
        elif step == "remove":
            seen = key_number(request.POST.get("revision", "")) or 0
            remove_clause(row, seen=seen, by=request.user, at=now)
        else:
            raise Http404
    except Refused as refusal:
        if not request.htmx:
            return refused_to(request, refusal, _edit_page(version))
        context = {**_tree(version), "refusal": sentence_of(request, refusal), "at": row.pk}
        return render(request, "governance/_clause_tree.html", context, status=409)
    if request.htmx:
        return render(request, "governance/_clause_tree.html", {**_tree(version), "at": row.pk})
    return HttpResponseRedirect(f"{_edit_page(version)}#c{row.number}")


@require_http_methods(["GET", "HEAD", "POST"])
@takes_files
@requires(Permission.DOCUMENT_WRITE)
def clause_edit(request: HttpRequest, pk: int, clause: int) -> HttpResponse:
    row = clause_of(request, pk, clause)
    if request.method != "POST":
        return _write_page(request, row, ClauseForm(initial=_initial(row)))
    if is_too_large(request):
        sentence = str(TooLarge(_("The file is larger than 20 MB.")))
        return _write_page(request, row, ClauseForm(initial=_initial(row)), 413, refusal=sentence)
    form = ClauseForm(request.POST)
    if not form.is_valid():
        return _write_page(request, row, form, 422)
    act = request.POST.get("act", "save")
    if act == "picture":
        return _with_picture(request, row, form)
    return _write_page(request, row, form) if act == "look" else _saved(request, row, form)


@require_POST
@requires(Permission.DOCUMENT_WRITE)
def clause_preview(request: HttpRequest, pk: int) -> HttpResponse:
    version = draft_of(request, pk)
    text = request.POST.get("text", "")[: ClauseForm.base_fields["text"].max_length]
    return render(request, "governance/_clause_preview.html", {"html": _seen(version, text)})


@require_POST
@requires(Permission.DOCUMENT_WRITE)
def picture_remove(request: HttpRequest, pk: int, short: str) -> HttpResponse:
    version = draft_of(request, pk)
    file = pictures_of(version, []).get(short)
    if file is None:
        raise Http404
    try:
        remove_picture(version, file, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, _edit_page(version))
    return HttpResponseRedirect(f"{_edit_page(version)}#pictures")


def _saved(request: HttpRequest, row: ClauseText, form: ClauseForm) -> HttpResponse:
    given = form.cleaned_data
    words = ClauseWords(given["title"], given["title_en"], given["text"])
    try:
        row = write_clause(row, words, seen=given["revision"], by=request.user, at=timezone.now())
    except ClauseConflict as conflict:
        return _conflict_page(request, conflict)
    except Refused as refusal:
        return _write_page(request, row, form, 409, refusal=sentence_of(request, refusal))
    return HttpResponseRedirect(f"{_edit_page(row.document_version)}#c{row.number}")


def _with_picture(request: HttpRequest, row: ClauseText, form: ClauseForm) -> HttpResponse:
    """The picture is kept and named at the end of what was typed; nothing typed is lost, nothing saved yet."""
    sent = request.FILES.getlist("picture")
    if not sent:
        return _write_page(request, row, form, 400, refusal=_("Please choose a file."))
    version = row.document_version
    try:
        file = add_picture(
            version, sent[0].name or "", sent[0].chunks(), by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        return _write_page(request, row, form, 400, refusal=sentence_of(request, refusal))
    words = file.name.rpartition(".")[0].replace("[", "(").replace("]", ")")
    text = f"{form.cleaned_data['text'].rstrip()}\n\n![{words}](image:{short_of(file)})\n".lstrip(
        "\n"
    )
    return _write_page(request, row, ClauseForm(initial={**form.cleaned_data, "text": text}))


def _write_page(
    request: HttpRequest, row: ClauseText, form: ClauseForm, status: int = 200, refusal: str = ""
) -> HttpResponse:
    version = row.document_version
    text = form["text"].value() or ""
    context = {
        "version": version,
        "document": version.document,
        "row": row,
        "form": form,
        "html": _seen(version, text),
        "refusal": refusal,
    }
    return render(request, "governance/clause_edit.html", context, status=status)


def _conflict_page(request: HttpRequest, conflict: ClauseConflict) -> HttpResponse:
    row, mine = conflict.theirs, conflict.mine
    version = row.document_version
    form = ClauseForm(
        initial={
            "title": mine.title,
            "title_en": mine.title_en,
            "text": mine.text,
            # Saving once more is a decision taken in sight of both texts.
            "revision": row.revision,
        }
    )
    context = {
        "version": version,
        "document": version.document,
        "row": row,
        "form": form,
        "mine": mine,
        "sentence": str(conflict),
        "lines": lines_between(row.text, mine.text),
        "html": _seen(version, mine.text),
    }
    return render(request, "governance/clause_conflict.html", context, status=409)


def _tree(version: DocumentVersion) -> dict[str, Any]:
    rows = clause_rows(version)
    pictures = pictures_of(version, rows)
    used = {short for row in rows for short in pictures if short in row.text}
    own = {short: file for short, file in pictures.items() if file.object_key == str(version.pk)}
    return {
        "version": version,
        "document": version.document,
        "lines": clause_lines(rows, image_addresses(version, rows)),
        "new": NewClauseForm(initial={"where": "last"}),
        "pictures": [
            {"short": short, "file": file, "used": short in used} for short, file in own.items()
        ],
    }


def _seen(version: DocumentVersion, text: str) -> str:
    # Every picture of the draft may be named while it is being written.
    sample = ClauseText(document_version=version, text=text)
    return html_of_markdown(text, image_addresses(version, [sample]))


def _initial(row: ClauseText) -> dict[str, Any]:
    return {
        "title": row.title,
        "title_en": row.title_en,
        "text": row.text,
        "revision": row.revision,
    }


def _edit_page(version: DocumentVersion) -> str:
    return reverse("governance:document-edit", args=[version.pk])
