"""The manual inside the house: its chapters, the one that helps on a page, its pictures (design §4)."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from portal.selectors.manual import Chapter, chapter_for, chapters_of, folder_of, picture_of

A_DAY = 86_400


@require_safe
def manual(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/manual.html", {"chapters": _chapters()})


@require_safe
def manual_chapter(request: HttpRequest, number: int) -> HttpResponse:
    chapters = _chapters()
    if not 1 <= number <= len(chapters):
        raise Http404
    context = {
        "chapter": chapters[number - 1],
        "before": chapters[number - 2] if number > 1 else None,
        "after": chapters[number] if number < len(chapters) else None,
    }
    return render(request, "portal/manual_chapter.html", context)


@require_safe
def manual_for(request: HttpRequest, page: str) -> HttpResponse:
    number = chapter_for(page)
    if number is None:
        return HttpResponseRedirect(reverse("portal:manual"))
    return HttpResponseRedirect(reverse("portal:manual-chapter", args=[number]))


@require_safe
def manual_picture(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    path = picture_of(folder, name)
    if path is None or not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type="image/png")
    response["Cache-Control"] = f"private, max-age={A_DAY}"
    return response


def _chapters() -> tuple[Chapter, ...]:
    return chapters_of(folder_of(get_language() or ""))
