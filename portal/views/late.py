"""What is late, and who can move it: the list behind the numbers of the first page; reminding (催办)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.bilingual import said
from governance.lib.filters import filtered_by
from governance.lib.guard import requires, rights_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.numbers import key_number
from governance.models import Department
from governance.permissions import Permission
from governance.selectors.saved_view import views_of_page
from kpi.services.reminder import remind_late
from portal.forms.late import LateForm
from portal.selectors.late import LateChoice, debtors_of, late_duties, scope_of
from portal.views.listing import LATE

PAGE = 50


@filtered_by(LateForm)
@require_safe
def late(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    debtors = debtors_of(late_duties(request.user, now))
    departments = Department.objects.visible_to(request.user).order_by("rank", "pk")
    form = LateForm(
        request.GET,
        debtors=debtors,
        departments=[(row.code, said(row)) for row in departments],
    )
    chosen = form.chosen()
    rows = late_duties(request.user, now, chosen)
    if file_wanted(request):
        return list_file(request, LATE, rows, at=now, form=form)
    shown = debtors if chosen == LateChoice() else debtors_of(rows)
    context = {
        "form": form,
        "debtors": shown,
        "duties": sum(debtor.count for debtor in shown),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "now": now,
        "scope": scope_of(request.user),
        "may_remind": Permission.BOARD_REMIND in rights_of(request.user),
        "views": views_of_page(request.user, "portal:late", request.GET.urlencode()),
    }
    return render(request, "portal/late.html", context)


@require_POST
@requires(Permission.BOARD_REMIND)
def late_remind(request: HttpRequest) -> HttpResponse:
    """Whoever was named, or all that are late; nobody more often than every four hours."""
    now = timezone.now()
    named = request.POST.get("person", "")
    # A name that cannot be read is nobody, and not everybody.
    person = key_number(named) or 0
    chosen = LateChoice(person=person if named else None, role=request.POST.get("role", ""))
    rows = list(late_duties(request.user, now, chosen).select_related("responsible", "deputy"))
    count = remind_late(rows, by=request.user, at=now)
    if count:
        messages.success(
            request,
            _("Reminded of %(count)s late duties, one message per person.") % {"count": count},
        )
    else:
        messages.info(
            request,
            _("Nobody was reminded: everybody late was told within the last four hours."),
        )
    return HttpResponseRedirect(reverse("portal:late"))
