"""The lists of approvals, the decision page of one case, and the answer (design §3; domain §6.3)."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.forms.approval import ApprovalFilterForm, VoteForm
from governance.lib.filters import filtered_by
from governance.lib.guard import requires, sentence_of
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.workflow import Refused
from governance.models import Approval
from governance.permissions import Permission, has_permission
from governance.selectors.approval_list import (
    ALL,
    COPIED,
    DONE,
    MINE,
    TODO,
    Desk,
    approval_lines,
    approvals_listed,
    cases_open_to,
    desk_of,
    follows_all,
    tab_counts,
)
from governance.selectors.approval_page import task_in
from governance.selectors.saved_view import views_of_page
from governance.services.approval_vote import cast_vote
from governance.views.approval_case import case_page
from governance.views.listing import APPROVALS

PAGE = 25


@filtered_by(ApprovalFilterForm)
@require_safe
@requires(Permission.APPROVAL_VIEW)
def approval_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    desk = desk_of(request.user, now)
    form = ApprovalFilterForm(request.GET)
    chosen = form.chosen()
    rows = approvals_listed(desk, chosen)

    def lines(batch: Sequence[Approval]) -> list:
        return approval_lines(batch, desk, chosen.tab)

    if file_wanted(request):
        return list_file(request, APPROVALS, in_batches(rows, lines), at=now, form=form)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "views": views_of_page(request.user, "governance:approvals", request.GET.urlencode()),
        "tabs": _tabs(request, chosen.tab, tab_counts(desk)),
        "page": page,
        "lines": lines(list(page.object_list)),
        "deputising": desk.delegations if chosen.tab == TODO else (),
        "empty": _empty(chosen.tab),
        "may_delegate": has_permission(request.user, Permission.DELEGATION_MAKE),
    }
    return render(request, "governance/approval_list.html", context)


@require_safe
@requires(Permission.APPROVAL_VIEW)
def approval_detail(request: HttpRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.user, timezone.now())
    case = found_case(desk, pk)
    act = request.GET.get("act", "")
    return case_page(request, case, desk, act=(act, None) if act else None)


@require_POST
@requires(Permission.APPROVAL_VIEW)
def approval_vote(request: HttpRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.user, timezone.now())
    case = found_case(desk, pk)
    form = VoteForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, desk, answer=form)
    given = form.cleaned_data
    task = task_in(case, given["task"])
    if task is None:
        raise Http404
    try:
        cast_vote(
            task,
            given["ballot"],
            by=request.user,
            at=desk.at,
            seen_sha256=given["seen"],
            reason=given["reason"],
        )
    except Refused as refusal:
        # What was typed stays on the page, beside the sentence that refuses it.
        form.add_error(None, sentence_of(request, refusal))
        case.refresh_from_db()
        return case_page(request, case, desk, answer=form)
    messages.success(request, _("Your answer is kept."))
    return HttpResponseRedirect(reverse("governance:approval-detail", args=[pk]))


def found_case(desk: Desk, pk: int) -> Approval:
    """A case through the door of whoever looks: strangers do not find it, a deputy does."""
    return get_object_or_404(cases_open_to(desk).select_related("proposed_by"), pk=pk)


def _tabs(request: HttpRequest, active: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    words = {
        TODO: _("To decide"),
        DONE: _("Decided by me"),
        MINE: _("Started by me"),
        COPIED: _("Told to me"),
    }
    if follows_all(request.user):
        words[ALL] = _("All")
    return [
        {
            "label": label,
            "url": f"?tab={tab}",
            "active": tab == active,
            "count": counts.get(tab) or None,
        }
        for tab, label in words.items()
    ]


def _empty(tab: str) -> dict[str, str]:
    words = {
        TODO: (
            _("Nothing waits for your answer"),
            _("As soon as you are asked, the case stands here and in your inbox."),
        ),
        DONE: (_("Nothing decided yet"), _("What you have answered stays listed here.")),
        MINE: (
            _("You have started nothing yet"),
            _("A document, the annual plan or a major improvement is submitted on its own page."),
        ),
        COPIED: (_("Nothing to read"), _("Cases somebody wants you to know of appear here.")),
    }
    title, text = words.get(tab, (_("No case matches this choice"), _("Loosen the filter above.")))
    return {"title": title, "text": text}
