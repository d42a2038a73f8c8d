"""Updates of standards: registered, and raised as triggers (R58, G50)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.lib.bilingual import said
from governance.lib.filters import filtered_by
from governance.lib.guard import requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.models import Document
from governance.permissions import Permission, has_permission
from governance.selectors.saved_view import views_of_page
from reviews.forms.survey import EditionFilterForm, EditionForm
from reviews.selectors.standard import editions_listed
from reviews.services.standard import register_edition
from reviews.views.listing import EDITIONS

PAGE = 50


@filtered_by(EditionFilterForm)
@require_safe
@requires(Permission.REVIEW_VIEW)
def standard_list(request: HttpRequest) -> HttpResponse:
    standards = _standards(request)
    form = EditionFilterForm(
        request.GET, documents=[(row.code, said(row, "title")) for row in standards]
    )
    rows = editions_listed(request.user, form.chosen())
    if file_wanted(request):
        return list_file(request, EDITIONS, list(rows), at=timezone.now(), form=form)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "views": views_of_page(request.user, "reviews:standards", request.GET.urlencode()),
        "page": page,
        "lines": [(row, next(iter(row.triggers.all()), None)) for row in page.object_list],
        "may_register": has_permission(request.user, Permission.REVIEW_RUN),
        "may_raise": has_permission(request.user, Permission.TRIGGER_RAISE),
    }
    return render(request, "reviews/standard_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.REVIEW_RUN)
def standard_new(request: HttpRequest) -> HttpResponse:
    form = EditionForm(request.POST or None, rows={"document": _standards(request)})
    if request.method == "POST" and form.is_valid():
        try:
            register_edition(form.new(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(
                request, _("The edition is registered; it may be raised as a trigger.")
            )
            return redirect("reviews:standards")
    status = 422 if form.errors else 200
    return render(request, "reviews/standard_new.html", {"form": form}, status=status)


def _standards(request: HttpRequest):
    rows = Document.objects.visible_to(request.user).filter(kind=Document.Kind.STANDARD)
    return rows.order_by("code")
