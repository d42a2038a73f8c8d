"""Plans by year, the workbench of a version, its steps, what it changes (6.4.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.numbers import key_number
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from planning.forms.plan import NoteForm, OpenForm, TextsForm
from planning.models import AnnualPlan
from planning.permissions import may_edit_plan
from planning.selectors.diff import base_of, plan_diff
from planning.selectors.plan import BEFORE_POLICY, plan_years, versions_of
from planning.selectors.plan_page import plan_page
from planning.selectors.plan_paper import documents_offered
from planning.selectors.table import goals_seen, milestones_seen, resources_seen, trainings_seen
from planning.services.decision import submit_plan
from planning.services.plan import (
    CannotCompilePlan,
    amend_plan,
    compile_plan,
    drop_plan,
    open_plan,
    record_plan_not_made,
    reopen_plan,
    write_plan_texts,
)
from planning.services.publication import publish_plan
from planning.views.listing import PLAN_CHANGES, PLANS, change_lines
from planning.views.tabs import plan_tabs

STEPS = {
    "compile": lambda plan, note, **who: compile_plan(plan, **who),
    "submit": lambda plan, note, **who: submit_plan(plan, **who),
    "publish": lambda plan, note, **who: publish_plan(plan, **who),
    "reopen": lambda plan, note, **who: reopen_plan(plan, note=note, **who),
    "drop": lambda plan, note, **who: drop_plan(plan, note=note, **who),
    "amend": lambda plan, note, **who: amend_plan(plan, note=note, **who),
}
DONE = {
    "compile": gettext_lazy("The plan is compiled; it can go to the committee."),
    "submit": gettext_lazy("The committee has the plan."),
    "publish": gettext_lazy(
        "The plan is published: its targets are in force, its milestones owed."
    ),
    "reopen": gettext_lazy("The plan is open for filling again."),
    "drop": gettext_lazy("This version is given up; it stays readable."),
    "amend": gettext_lazy("A new version has begun as a copy of the one in force."),
}


@require_safe
@requires(Permission.PLAN_VIEW)
def plan_list(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    lines = plan_years(request.user, at=now)
    if file_wanted(request):
        return list_file(request, PLANS, lines, at=now)
    context = {
        "lines": lines,
        "before_policy": BEFORE_POLICY,
        "this_year": timezone.localdate(now).year,
        "may_open": has_permission(request.user, Permission.PLAN_COMPILE),
    }
    return render(request, "planning/plan_list.html", context)


@require_safe
@requires(Permission.PLAN_VIEW)
def plan_year(request: HttpRequest, year: int) -> HttpResponse:
    """Where the year's obligation leads: the version to work on, or the list where it is opened."""
    versions = versions_of(request.user, year)
    if not versions:
        return redirect("planning:plans")
    return redirect("planning:plan", versions[0].pk)


@require_POST
@requires(Permission.PLAN_COMPILE)
def plan_open(request: HttpRequest) -> HttpResponse:
    return _begun(request, open_plan)


@require_POST
@requires(Permission.PLAN_COMPILE)
def plan_not_made(request: HttpRequest) -> HttpResponse:
    return _begun(request, record_plan_not_made)


def _begun(request: HttpRequest, act) -> HttpResponse:
    form, back_to = OpenForm(request.POST), reverse("planning:plans")
    if not form.is_valid():
        messages.error(request, _("Please check what you entered."))
        return HttpResponseRedirect(back_to)
    given = form.cleaned_data
    try:
        plan = act(given["year"], reason=given["reason"], by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back_to)
    return redirect("planning:plan", plan.pk)


@require_safe
@requires(Permission.PLAN_VIEW)
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_for(request, pk)
    context = {
        "plan": plan,
        "page": plan_page(plan, request.user, at=timezone.now()),
        "documents": documents_offered(plan, request.user),
        "tabs": plan_tabs(plan, request.user, "plan"),
    }
    return render(request, "planning/plan_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_COMPILE)
def plan_texts(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_for(request, pk)
    back_to = reverse("planning:plan", args=[plan.pk])
    if not may_edit_plan(request.user, plan):
        messages.error(request, _("This version is no longer in preparation."))
        return HttpResponseRedirect(back_to)
    initial = {name: getattr(plan, name) for name in TextsForm.base_fields if name != "seen"}
    form = TextsForm(
        request.POST if request.method == "POST" else None,
        initial={**initial, "seen": plan.version},
    )
    if form.is_valid():
        try:
            write_plan_texts(
                plan,
                form.texts(),
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The texts are saved."))
            return HttpResponseRedirect(back_to)
    status = 422 if form.errors else 200
    return render(request, "planning/plan_texts.html", {"plan": plan, "form": form}, status=status)


@require_POST
@requires(Permission.PLAN_COMPILE, Permission.PLAN_SUBMIT, Permission.PLAN_PUBLISH)
def plan_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    plan = plan_for(request, pk)
    back_to = reverse("planning:plan", args=[plan.pk])
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        done = STEPS[step](plan, note, by=request.user, at=timezone.now())
    except CannotCompilePlan as refusal:
        messages.error(request, f"{refusal} {' '.join(refusal.problems)}")
        return HttpResponseRedirect(back_to)
    except Refused as refusal:
        return refused_to(request, refusal, back_to)
    messages.success(request, DONE[step])
    return redirect("planning:plan", done.pk if isinstance(done, AnnualPlan) else plan.pk)


@require_safe
@requires(Permission.PLAN_VIEW)
def plan_changes(request: HttpRequest, pk: int) -> HttpResponse:
    plan = plan_for(request, pk)
    visible = AnnualPlan.objects.visible_to(request.user)
    chosen = key_number(request.GET.get("base", ""))
    base = base_of(plan) if chosen is None else get_object_or_404(visible, pk=chosen)
    if base is not None and not visible.filter(pk=base.pk).exists():
        base = None
    diff = plan_diff(base, plan, request.user)
    if file_wanted(request):
        return list_file(request, PLAN_CHANGES, change_lines(diff), at=timezone.now())
    others = [row for row in versions_of(request.user, plan.year) if row.pk != plan.pk]
    before = versions_of(request.user, plan.year - 1)
    context = {
        "plan": plan,
        "base": base,
        "diff": diff,
        "others": [*others, *before],
        "tabs": plan_tabs(plan, request.user, "plan-changes"),
    }
    return render(request, "planning/plan_changes.html", context)


@require_safe
@requires(Permission.PLAN_VIEW)
def plan_package(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole version on one page, as it is decided and printed; amounts by the reader's rights."""
    plan = plan_for(request, pk)
    person = request.user
    context = {
        "plan": plan,
        "goals": goals_seen(plan, person),
        "milestones": milestones_seen(plan, person),
        "resources": resources_seen(plan, person),
        "trainings": trainings_seen(plan, person),
        "diff": plan_diff(base_of(plan), plan, person),
    }
    return render(request, "planning/plan_package.html", context)


def plan_for(request: HttpRequest, pk: int) -> AnnualPlan:
    """The version, where the person may see it."""
    rows = AnnualPlan.objects.visible_to(request.user).select_related(
        "based_on", "resolution", "opened_by", "compiled_by", "submitted_by", "published_by"
    )
    return get_object_or_404(rows, pk=pk)
