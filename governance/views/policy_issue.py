"""The policy issue register (G1–G58)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.forms.policy_issue import IssueFilterForm, RulingForm
from governance.forms.ruling import FullRulingForm, setting_forms
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.workflow import Conflict, Refused, open_from
from governance.models import PolicyIssue, Resolution
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.selectors.issue_paper import issue_lines, papers_of_issues
from governance.selectors.policy_issue import IssueFilter, policy_issues
from governance.selectors.ruling import DECIDED_ON, resolutions_named, settings_of_issue
from governance.selectors.saved_view import views_of_page
from governance.services.policy_issue import RULE, Ruling, decide_issue
from governance.states import ISSUE_STEPS, IssueState
from governance.views.issue_subject import subjects_of
from governance.views.listing_system import ISSUES


@filtered_by(IssueFilterForm)
@require_safe
@requires(Permission.ISSUE_VIEW)
def issue_list(request: HttpRequest) -> HttpResponse:
    form = IssueFilterForm(request.GET)
    chosen = IssueFilter(**form.cleaned_data) if form.is_valid() else IssueFilter()
    if file_wanted(request):
        rows = in_batches(policy_issues(request.user, chosen), issue_lines)
        return list_file(request, ISSUES, rows, at=timezone.now(), form=form)
    every = list(policy_issues(request.user, IssueFilter()))
    return render(
        request,
        "governance/policy_issue_list.html",
        {
            "form": form,
            "views": views_of_page(request.user, "governance:issues", request.GET.urlencode()),
            "issues": every
            if chosen == IssueFilter()
            else list(policy_issues(request.user, chosen)),
            "total": len(every),
            "open_count": sum(issue.state == IssueState.OPEN for issue in every),
            "ruled_count": sum(issue.state == IssueState.RULED for issue in every),
            "heavy_count": sum(
                issue.weight == PolicyIssue.Weight.HIGH and issue.state == IssueState.OPEN
                for issue in every
            ),
            "papers": papers_of_issues(every),
            "may_print": has_permission(request.user, Permission.ISSUE_PRINT),
        },
    )


@require_safe
@requires(Permission.ISSUE_VIEW)
def issue_detail(request: HttpRequest, number: int) -> HttpResponse:
    issue = get_object_or_404(PolicyIssue.objects.visible_to(request.user), number=number)
    return _page(request, issue)


@require_POST
@requires(Permission.ISSUE_RULE)
def issue_step(request: HttpRequest, number: int, step: str) -> HttpResponse:
    issue = get_object_or_404(PolicyIssue.objects.visible_to(request.user), number=number)
    back = reverse("governance:issue-detail", args=[number])
    if step not in {known.name for known in ISSUE_STEPS}:
        raise Http404
    form = _ruling_form(request, issue, step, request.POST)
    decided = _decides(request, issue, step, request.POST)
    if not form.is_valid() or not all(each.is_valid() for each in decided):
        messages.error(request, _("Please look at what is marked below; nothing is recorded yet."))
        return _page(request, issue, given={step: form}, decided=decided, status=400)
    try:
        if form.cleaned_data["version"] != issue.version:
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        ruling = Ruling(
            form.cleaned_data["note"],
            form.cleaned_data["fixed_in_version"],
            {each.kind.key: each.decided_value() for each in decided},
            form.cleaned_data.get("resolution"),
        )
        decide_issue(issue, step, ruling=ruling, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


def _page(request, issue, *, given=None, decided=None, status=200) -> HttpResponse:
    may_rule = has_permission(request.user, Permission.ISSUE_RULE)
    steps = open_from(ISSUE_STEPS, issue.state) if may_rule else ()
    given = given or {}
    number = issue.number
    return render(
        request,
        "governance/policy_issue_detail.html",
        {
            "issue": issue,
            "subjects": subjects_of(issue, request.user),
            "settings": settings_of_issue(issue.code),
            "pages": _data_pages(issue.code),
            "resolutions": resolutions_named(request.user, issue.ruling),
            "forms": [
                {
                    "step": step,
                    "form": given.get(step.name) or _ruling_form(request, issue, step.name),
                    "decides": (decided if step.name in given else None)
                    or _decides(request, issue, step.name),
                }
                for step in steps
            ],
            "may_decide": has_permission(request.user, Permission.SETTING_EDIT),
            "entries": timeline_of(issue),
            "earlier": number - 1 if number > 1 else None,
            "later": PolicyIssue.objects.visible_to(request.user).filter(number=number + 1).exists()
            and number + 1,
        },
        status=status,
    )


def _ruling_form(request, issue, step, data=None) -> RulingForm:
    options: dict[str, Any] = {"initial": {"version": issue.version}, "auto_id": f"{step}-%s"}
    if step != RULE:
        return RulingForm(data, **options)
    resolutions = Resolution.objects.visible_to(request.user).order_by("-closed_at", "-pk")
    return FullRulingForm(data, resolutions=resolutions, **options)


def _decides(request, issue, step, data=None) -> list:
    """The settings that can be decided with a ruling, by whom decides settings."""
    if step != RULE or not has_permission(request.user, Permission.SETTING_EDIT):
        return []
    return setting_forms(issue.code, data)


def _data_pages(code: str) -> list[dict[str, Any]]:
    return [
        {"label": page.label, "url": reverse(page.url_name)} for page in DECIDED_ON.get(code, ())
    ]
