"""Saved views: keep the present filters, rename, share, delete."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.forms.saved_view import SavedViewForm
from governance.lib.filters import page_view
from governance.lib.guard import not_here, refused_to, rights_of
from governance.lib.workflow import Refused
from governance.models import SavedView
from governance.services.saved_view import delete_view, rename_view, save_view, share_view


@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    """For a page the person may open, and no other."""
    view = page_view(request.POST.get("page", ""))
    if view is None:
        raise not_here()
    # A page without a right of its own is open to everybody who is signed in.
    asked = getattr(view, "permissions", ())
    if asked and not rights_of(request.user).intersection(asked):
        raise PermissionDenied
    page = reverse(request.POST["page"])
    form = SavedViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return HttpResponseRedirect(page)
    new = form.new_view()
    back = f"{page}?{new.query}"
    try:
        saved = save_view(new, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Kept as “%(name)s”.") % {"name": saved.name})
    return HttpResponseRedirect(back)


@require_POST
def view_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    row = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    if step not in STEPS:
        raise not_here()
    back = f"{reverse(row.page)}?{row.query}"
    try:
        STEPS[step](row, request.POST.get("name", ""), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return HttpResponseRedirect(back)


def _rename(row: SavedView, name: str, **who: Any) -> None:
    rename_view(row, name, **who)


def _share(row: SavedView, _name: str, **who: Any) -> None:
    share_view(row, is_shared=True, **who)


def _unshare(row: SavedView, _name: str, **who: Any) -> None:
    share_view(row, is_shared=False, **who)


def _delete(row: SavedView, _name: str, **who: Any) -> None:
    delete_view(row, **who)


STEPS = {"rename": _rename, "share": _share, "unshare": _unshare, "delete": _delete}
