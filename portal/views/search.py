"""Searching everything a person may see, on its page and from the palette (R34)."""

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from governance.lib.filters import filtered_by
from governance.lib.listing import file_wanted, list_file
from governance.selectors.saved_view import views_of_page
from portal.forms.search import SearchForm
from portal.selectors.search import SearchChoice, entries_found, hits_of, kinds_found
from portal.views.listing import FOUND

PAGE = 20
# What the palette shows under what is typed; whoever wants more opens the page.
QUICK = 8


@filtered_by(SearchForm)
@require_safe
def search(request: HttpRequest) -> HttpResponseBase:
    form = SearchForm(request.GET)
    chosen = form.chosen()
    entries = entries_found(request.user, chosen)
    if file_wanted(request):
        return list_file(request, FOUND, entries, at=timezone.now(), form=form)
    if request.htmx:
        hits = hits_of(entries[:QUICK], request.user, chosen.terms)
        return render(request, "portal/_palette_hits.html", {"hits": hits})
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "chosen": chosen,
        "page": page,
        "hits": hits_of(page.object_list, request.user, chosen.terms),
        "tabs": _tabs(request, chosen),
        "views": views_of_page(request.user, "portal:search", request.GET.urlencode()),
    }
    return render(request, "portal/search.html", context)


def _tabs(request: HttpRequest, chosen: SearchChoice) -> list[dict[str, object]]:
    """Everything, and each kind in which something is found."""
    kinds = kinds_found(request.user, chosen)
    rows = [("", _("Everything"), sum(each.count for each in kinds))]
    rows += [(each.kind, each.label, each.count) for each in kinds]
    return [
        {
            "label": label,
            "count": count,
            "active": kind == chosen.kind,
            "url": _address(request, kind),
        }
        for kind, label, count in rows
    ]


def _address(request: HttpRequest, kind: str) -> str:
    query = request.GET.copy()
    for name in ("page", "kind", "format"):
        query.pop(name, None)
    if kind:
        query["kind"] = kind
    return f"?{query.urlencode()}"
