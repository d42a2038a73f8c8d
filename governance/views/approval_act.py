"""The acts beside an answer, and closing a vote: one door each, the page again where something is missing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.lib.guard import not_here, refused_to, requires, sentence_of
from governance.lib.workflow import Conflict, Refused
from governance.models import Approval, Person
from governance.permissions import Permission
from governance.selectors.approval_list import cases_open_to, desk_of
from governance.selectors.approval_page import approval_page
from governance.selectors.approval_tally import open_meeting_about
from governance.services.approval import withdraw_case
from governance.services.approval_copy import copy_case, urge_case
from governance.services.approval_task import add_approver, pass_on_task, remove_approver
from governance.services.committee_vote import close_vote
from governance.views.approval import found_case
from governance.views.approval_box import close_forms
from governance.views.approval_case import case_page
from governance.views.approval_menu import act_form


@require_POST
@requires(Permission.APPROVAL_VIEW)
def approval_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    desk = desk_of(request.user, timezone.now())
    case = found_case(desk, pk)
    if act not in ACTS:
        raise not_here()
    form = act_form(act, approval_page(case, desk), request.user, request.POST)
    if form is not None and not form.is_valid():
        return case_page(request, case, desk, act=(act, form))
    back = reverse("governance:approval-detail", args=[pk])
    try:
        sentence = ACTS[act](case, form, request.user, desk.at)
    except Refused as refusal:
        if form is None:
            return refused_to(request, refusal, back)
        # What was typed stays on the page, beside the sentence that refuses it.
        form.add_error(None, sentence_of(request, refusal))
        case.refresh_from_db()
        return case_page(request, case, desk, act=(act, form))
    messages.success(request, sentence)
    return HttpResponseRedirect(_still_open_to(request, pk))


@require_POST
@requires(Permission.RESOLUTION_CLOSE)
def approval_close(request: HttpRequest, pk: int) -> HttpResponse:
    desk = desk_of(request.user, timezone.now())
    case = found_case(desk, pk)
    typed = close_forms(request.user, open_meeting_about(case), request.POST)
    if not typed.is_valid():
        return case_page(request, case, desk, closing=typed)
    try:
        if typed.head.cleaned_data["seen"] != case.content_sha256:
            raise Conflict(
                _(
                    "The text has changed since you opened it. Please read it again before you decide."
                )
            )
        made = close_vote(
            case,
            by=request.user,
            at=desk.at,
            text=typed.head.cleaned_data["text"],
            conditions=typed.found_conditions(),
            meeting=typed.head.chosen_meeting(),
        )
    except Refused as refusal:
        typed.head.add_error(None, sentence_of(request, refusal))
        case.refresh_from_db()
        return case_page(request, case, desk, closing=typed)
    messages.success(request, _("Resolution %(number)s is kept.") % {"number": made.number})
    return HttpResponseRedirect(reverse("governance:approval-detail", args=[pk]))


def _still_open_to(request: HttpRequest, pk: int) -> str:
    """Back to the case; to the list where the act has ended what the person could see of it."""
    if cases_open_to(desk_of(request.user, timezone.now())).filter(pk=pk).exists():
        return reverse("governance:approval-detail", args=[pk])
    return reverse("governance:approvals")


def _pass_on(case: Approval, form: Any, by: Person, at: datetime) -> str:
    given = form.cleaned_data
    pass_on_task(form.chosen_task(), given["person"], by=by, at=at, note=given["note"])
    return _("%(name)s decides in your place.") % {"name": given["person"].name}


def _add(case: Approval, form: Any, by: Person, at: datetime) -> str:
    given = form.cleaned_data
    task = form.chosen_task()
    add_approver(task, given["person"], given["place"], by=by, at=at, note=given["note"])
    return _("%(name)s is asked besides.") % {"name": given["person"].name}


def _take_off(case: Approval, form: Any, by: Person, at: datetime) -> str:
    task = form.chosen_task()
    remove_approver(task, by=by, at=at, note=form.cleaned_data["note"])
    return _("%(name)s need not answer any more.") % {"name": task.person.name}


def _urge(case: Approval, form: Any, by: Person, at: datetime) -> str:
    urge_case(case, by=by, at=at)
    return _("Everybody who has not answered yet has been reminded.")


def _copy(case: Approval, form: Any, by: Person, at: datetime) -> str:
    copy_case(case, list(form.cleaned_data["people"]), by=by, at=at)
    return _("They have been told.")


def _withdraw(case: Approval, form: Any, by: Person, at: datetime) -> str:
    withdraw_case(case, by=by, at=at, note=form.cleaned_data["note"])
    return _("The case is withdrawn.")


ACTS: dict[str, Callable[[Approval, Any, Person, datetime], str]] = {
    "pass-on": _pass_on,
    "add-approver": _add,
    "take-off": _take_off,
    "urge": _urge,
    "copy": _copy,
    "withdraw": _withdraw,
}
