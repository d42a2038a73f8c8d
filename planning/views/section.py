"""A department's section: its lines, handing in, giving back, carrying goals over (6.4.1, R49)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.workflow import Refused, open_from
from governance.permissions import Permission, has_permission
from planning.forms.plan import NoteForm, SummaryForm
from planning.models import PlanGoal, PlanSection
from planning.permissions import may_edit_lines, may_fill, may_see_amounts
from planning.selectors.section import section_page
from planning.services.carry import carry_goal
from planning.services.section import (
    CannotHandIn,
    hand_in_section,
    return_section,
    take_back_section,
    write_section_summary,
)
from planning.states import SECTION_STEPS, PlanState

STEPS = {
    "hand-in": lambda section, note, **who: hand_in_section(section, **who),
    "take-back": lambda section, note, **who: take_back_section(section, **who),
    "return": lambda section, note, **who: return_section(section, note=note, **who),
}
DONE = {
    "hand-in": gettext_lazy("The section is handed in."),
    "take-back": gettext_lazy("The section is yours again."),
    "return": gettext_lazy("The section was returned."),
}


@require_safe
@requires(Permission.PLAN_VIEW)
def section_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, section_for(request, pk))


@require_POST
@requires(Permission.PLAN_FILL)
def section_summary(request: HttpRequest, pk: int) -> HttpResponse:
    section, form = section_for(request, pk), SummaryForm(request.POST)
    if not form.is_valid():
        return _page(request, section, form=form)
    try:
        write_section_summary(
            section,
            form.cleaned_data["summary"],
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return _page(request, section, form=form)
    messages.success(request, _("The text is saved."))
    return HttpResponseRedirect(reverse("planning:section", args=[section.pk]))


@require_POST
@requires(Permission.PLAN_FILL)
def section_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    section = section_for(request, pk)
    back_to = reverse("planning:section", args=[section.pk])
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    try:
        STEPS[step](section, note, by=request.user, at=timezone.now())
    except CannotHandIn as refusal:
        messages.error(request, f"{refusal} {' '.join(refusal.problems)}")
        return HttpResponseRedirect(back_to)
    except Refused as refusal:
        return refused_to(request, refusal, back_to)
    messages.success(request, DONE[step])
    return HttpResponseRedirect(back_to)


@require_POST
@requires(Permission.PLAN_FILL)
def goal_carry(request: HttpRequest, pk: int, goal: int) -> HttpResponse:
    section = section_for(request, pk)
    row = get_object_or_404(
        PlanGoal.objects.visible_to(request.user).select_related(
            "section__plan", "process", "indicator", "scope"
        ),
        pk=goal,
    )
    back_to = f"{reverse('planning:section', args=[section.pk])}#goals"
    try:
        carry_goal(row, section, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back_to)
    messages.success(request, _("The goal is carried over; change it where it must change."))
    return HttpResponseRedirect(back_to)


def section_for(request: HttpRequest, pk: int) -> PlanSection:
    """The section, where the person may see it: a foreign one of a plan in preparation is not there."""
    rows = PlanSection.objects.visible_to(request.user).select_related(
        "plan", "department", "handed_in_by", "returned_by"
    )
    return get_object_or_404(rows, pk=pk)


def _page(
    request: HttpRequest, section: PlanSection, *, form: SummaryForm | None = None
) -> HttpResponse:
    person = request.user
    editable = may_edit_lines(person, section)
    initial = {"summary": section.summary, "seen": section.version}
    context = {
        "section": section,
        "plan": section.plan,
        "page": section_page(section, person, at=timezone.now()),
        "form": form or (SummaryForm(initial=initial) if editable else None),
        "may_edit": editable,
        "may_see_amounts": may_see_amounts(person, section.department_id),
        "steps": _steps(person, section),
    }
    return render(request, "planning/section_detail.html", context, status=422 if form else 200)


def _steps(person, section: PlanSection):
    """Handing in is for whoever fills, giving back for the PMO; only while the plan is being filled."""
    if section.plan.state != PlanState.DRAFT:
        return ()
    allowed = {
        "hand_in": may_fill(person, section),
        "take_back": may_fill(person, section)
        and not has_permission(person, Permission.PLAN_COMPILE),
        "return": has_permission(person, Permission.PLAN_COMPILE),
    }
    return tuple(s for s in open_from(SECTION_STEPS, section.state) if allowed[s.name])
