"""Deputies: who decides for whom, naming one, ending it early (domain §6.3)."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.forms.delegation import DelegationForm
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.workflow import Refused
from governance.models import Delegation
from governance.permissions import Permission, has_permission
from governance.selectors.approval_list import desk_of
from governance.selectors.approval_people import people_to_ask
from governance.selectors.calendar import local_day
from governance.selectors.delegation import delegation_lines, delegations_of
from governance.services.delegation import end_delegation, make_delegation
from governance.views.listing import DELEGATIONS

PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.APPROVAL_VIEW)
def delegations(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    rows = delegations_of(request.user)

    def lines(batch: Sequence[Delegation]) -> list:
        return delegation_lines(batch, request.user, local_day(now))

    if file_wanted(request):
        return list_file(request, DELEGATIONS, in_batches(rows, lines), at=now)
    form = None
    if has_permission(request.user, Permission.DELEGATION_MAKE):
        people = people_to_ask(request.user, but=request.user)
        form = DelegationForm(request.POST or None, people=people)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            made = make_delegation(form.new_delegation(), by=request.user, at=now)
        except Refused as refusal:
            # What was typed stays on the page, beside the sentence that refuses it.
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(
                request, _("%(name)s decides in your stead.") % {"name": made.deputy.name}
            )
            return HttpResponseRedirect(reverse("governance:delegations"))
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines(list(page.object_list)),
        "form": form,
        "deputising": desk_of(request.user, now).delegations,
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "governance/delegation_list.html", context, status=status)


@require_POST
@requires(Permission.APPROVAL_VIEW)
def delegation_end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(delegations_of(request.user), pk=pk)
    back = reverse("governance:delegations")
    try:
        end_delegation(row, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("The delegation has ended."))
    return HttpResponseRedirect(back)
