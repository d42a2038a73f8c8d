"""One line of a section: written, changed, taken off (6.4.1; domain §5.1)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.workflow import Refused
from governance.permissions import Permission
from planning.forms.line import FORMS, MODELS, LineForm
from planning.models import PlanGoal, PlanSection
from planning.permissions import may_edit_lines
from planning.selectors.choice import line_choices
from planning.selectors.goal_look import goal_look
from planning.services.line import remove_line, write_line
from planning.views.section import section_for

PAGES = {
    "goal": "planning/goal_form.html",
    "milestone": "planning/milestone_form.html",
    "resource": "planning/resource_form.html",
    "training": "planning/training_form.html",
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_FILL)
def line_new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    return _form_page(request, section_for(request, pk), kind)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_FILL)
def line_edit(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    row = _line(request, kind, pk)
    return _form_page(request, section_for(request, row.section_id), kind, row)


@require_POST
@requires(Permission.PLAN_FILL)
def line_remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    row = _line(request, kind, pk)
    back_to = _place(row.section_id, kind)
    try:
        remove_line(row, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back_to)
    messages.success(request, _("The line is taken off."))
    return HttpResponseRedirect(back_to)


def _form_page(request: HttpRequest, section: PlanSection, kind: str, row=None) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    if not may_edit_lines(request.user, section):
        messages.error(request, _("This section is not open to you."))
        return HttpResponseRedirect(reverse("planning:section", args=[section.pk]))
    now = timezone.now()
    choices = line_choices(section, request.user, on=timezone.localdate(now))
    start = {"process": request.GET.get("process", "")} if row is None else None
    form = FORMS[kind](
        request.POST if request.method == "POST" else None,
        section=section,
        choices=choices,
        row=row,
        **({"initial": start} if start else {}),
    )
    looking = "look" in request.POST
    if form.is_valid() and not looking:
        answer = _written(request, section, kind, form)
        if answer is not None:
            return answer
    look = None
    if kind == "goal" and (looking or isinstance(row, PlanGoal)):
        look = goal_look(
            form.line() if looking and form.is_valid() else row, on=timezone.localdate(now)
        )
    context = {
        "section": section,
        "plan": section.plan,
        "form": form,
        "kind": kind,
        "row": row,
        "look": look,
    }
    status = 422 if form.errors else 200
    return render(request, PAGES[kind], context, status=status)


def _written(
    request: HttpRequest, section: PlanSection, kind: str, form: LineForm
) -> HttpResponse | None:
    """Where to go once the line is stored; None where it was refused and the form says why."""
    try:
        write_line(form.line(), by=request.user, at=timezone.now(), seen=form.seen_at())
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return None
    messages.success(request, _("The line is saved."))
    if "again" in request.POST:
        return HttpResponseRedirect(reverse("planning:line-new", args=[section.pk, kind]))
    return HttpResponseRedirect(_place(section.pk, kind))


def _place(section: int, kind: str) -> str:
    return f"{reverse('planning:section', args=[section])}#{kind}s"


def _line(request: HttpRequest, kind: str, pk: int):
    if kind not in MODELS:
        raise Http404
    rows = MODELS[kind].objects.visible_to(request.user)
    related = ["section__plan", "section__department", "written_by", "process"]
    if kind == "goal":
        related += ["indicator", "scope"]
    return get_object_or_404(rows.select_related(*related), pk=pk)
