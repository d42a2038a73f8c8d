"""The policy issue register (G1–G58)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.forms.policy_issue import IssueFilterForm, RulingForm
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Conflict, Refused, open_from
from governance.models import PolicyIssue
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.selectors.policy_issue import IssueFilter, policy_issues
from governance.selectors.saved_view import views_of_page
from governance.services.policy_issue import Ruling, decide_issue
from governance.states import ISSUE_STEPS, IssueState
from governance.views.listing import ISSUES


@filtered_by(IssueFilterForm)
@require_safe
@requires(Permission.ISSUE_VIEW)
def issue_list(request: HttpRequest) -> HttpResponse:
    form = IssueFilterForm(request.GET)
    chosen = IssueFilter(**form.cleaned_data) if form.is_valid() else IssueFilter()
    if file_wanted(request):
        rows = policy_issues(request.user, chosen)
        return list_file(request, ISSUES, rows, at=timezone.now(), form=form)
    every = list(policy_issues(request.user, IssueFilter()))
    return render(
        request,
        "governance/policy_issue_list.html",
        {
            "form": form,
            "views": views_of_page(request.user, "governance:issues", request.GET.urlencode()),
            "issues": list(policy_issues(request.user, chosen)),
            "total": len(every),
            "open_count": sum(issue.state == IssueState.OPEN for issue in every),
            "ruled_count": sum(issue.state == IssueState.RULED for issue in every),
            "heavy_count": sum(
                issue.weight == PolicyIssue.Weight.HIGH and issue.state == IssueState.OPEN
                for issue in every
            ),
        },
    )


@require_safe
@requires(Permission.ISSUE_VIEW)
def issue_detail(request: HttpRequest, number: int) -> HttpResponse:
    issue = get_object_or_404(PolicyIssue.objects.visible_to(request.user), number=number)
    may_rule = has_permission(request.user, Permission.ISSUE_RULE)
    steps = open_from(ISSUE_STEPS, issue.state) if may_rule else ()
    return render(
        request,
        "governance/policy_issue_detail.html",
        {
            "issue": issue,
            "subjects": [_subject(subject) for subject in issue.affects],
            "forms": [
                (step, RulingForm(initial={"version": issue.version}, auto_id=f"{step.name}-%s"))
                for step in steps
            ],
            "entries": timeline_of(issue),
            "earlier": number - 1 if number > 1 else None,
            "later": PolicyIssue.objects.visible_to(request.user).filter(number=number + 1).exists()
            and number + 1,
        },
    )


@require_POST
@requires(Permission.ISSUE_RULE)
def issue_step(request: HttpRequest, number: int, step: str) -> HttpResponse:
    issue = get_object_or_404(PolicyIssue.objects.visible_to(request.user), number=number)
    back = reverse("governance:issue-detail", args=[number])
    if step not in {known.name for known in ISSUE_STEPS}:
        raise Http404
    form = RulingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give a reason."))
        return redirect(back)
    try:
        if form.cleaned_data["version"] != issue.version:
            raise Conflict(
                _("Somebody else has just changed this record. Please look at it again.")
            )
        ruling = Ruling(form.cleaned_data["note"], form.cleaned_data["fixed_in_version"])
        decide_issue(issue, step, ruling=ruling, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return redirect(back)


def _subject(subject: str) -> dict[str, str]:
    kind, _colon, key = subject.partition(":")
    addresses = {
        "process": lambda: reverse("portal:process", args=[key]),
        "document": lambda: reverse("governance:document-detail", args=[key]),
        "clause": lambda: reverse("governance:document-detail", args=["policy"]) + f"#c{key}",
        "indicator": lambda: reverse("kpi:indicator-detail", args=[key]),
    }
    words = {
        "process": _("process"),
        "document": _("document"),
        "clause": _("clause"),
        "indicator": _("indicator"),
        "unit": _("organisation unit"),
        "feature": _("function"),
    }
    return {"kind": words[kind], "key": key, "url": addresses[kind]() if kind in addresses else ""}
