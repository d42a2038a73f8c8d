"""People, roles, and who may do what."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.forms.person import MoveForm, PeopleFilterForm, PersonForm, RoleForm
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.models import Department, Person, RoleGrant
from governance.permissions import Permission, has_permission
from governance.selectors.account_watch import locked_accounts
from governance.selectors.audit import timeline_of
from governance.selectors.calendar import local_day
from governance.selectors.permission_matrix import permission_matrix
from governance.selectors.person import PeopleWanted, administrators_missing, people_listed
from governance.selectors.saved_view import views_of_page
from governance.selectors.second_factor import has_second_factor
from governance.services.account_lock import unlock_sign_in
from governance.services.audit import Change, record
from governance.services.person import (
    create_person,
    disable_person,
    grant_role,
    move_person,
    withdraw_role,
)
from governance.states import Sphere
from governance.views.listing import PEOPLE
from governance.views.listing_system import matrix_listing

PAGE = 50


@filtered_by(PeopleFilterForm)
@require_safe
@requires(Permission.PERSON_VIEW)
def people(request: HttpRequest) -> HttpResponse:
    now, form = timezone.now(), PeopleFilterForm(request.GET)
    wanted = form.wanted()
    listed = people_listed(request.user, wanted, on=local_day(now))
    if file_wanted(request):
        after = {"list": "people", "format": file_wanted(request), "department": wanted.department}
        record("governance.export_list", by=request.user, at=now, change=Change(after=after))
        return list_file(request, PEOPLE, listed, at=now, form=form)
    context = {
        "page": Paginator(listed, PAGE).get_page(request.GET.get("page")),
        "departments": Department.objects.visible_to(request.user).order_by("rank", "code"),
        "form": form,
        "is_narrowed": wanted != PeopleWanted(),
        "views": views_of_page(request.user, "governance:people", request.GET.urlencode()),
        "department": wanted.department,
        "missing": administrators_missing(),
        "may_create": has_permission(request.user, Permission.PERSON_CREATE),
    }
    return render(request, "governance/person_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.PERSON_CREATE)
def person_new(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            person, initial = create_person(form.new_person(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            return render(
                request, "governance/person_created.html", {"created": person, "initial": initial}
            )
    return render(request, "governance/person_form.html", {"form": form})


@require_safe
@requires(Permission.PERSON_VIEW)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    shown = get_object_or_404(
        Person.objects.visible_to(request.user).select_related("department"), pk=pk
    )
    context = {
        "shown": shown,
        "grants": RoleGrant.objects.visible_to(request.user)
        .filter(person=shown)
        .order_by("-valid_from", "role"),
        "role_form": RoleForm(initial={"valid_from": local_day(now)}),
        "may_grant": has_permission(request.user, Permission.ROLE_GRANT)
        and shown.pk != request.user.pk,
        "may_reset": has_permission(request.user, Permission.SECOND_FACTOR_RESET)
        and shown.pk != request.user.pk
        and has_second_factor(shown),
        "may_disable": has_permission(request.user, Permission.PERSON_CREATE) and shown.is_active,
        "move_form": MoveForm(
            viewer=request.user, initial={"department": shown.department_id}, auto_id="move-%s"
        ),
        "is_locked": locked_accounts(now).filter(pk=shown.pk).exists(),
        "may_unlock": has_permission(request.user, Permission.PERSON_CREATE),
        "today": local_day(now),
        "may_hand_over": has_permission(request.user, Permission.HANDOVER_RUN)
        and shown.sphere == Sphere.BUSINESS
        and shown.pk != request.user.pk,
        "entries": timeline_of(shown),
    }
    return render(request, "governance/person_detail.html", context)


@require_POST
@requires(Permission.ROLE_GRANT)
def role_grant(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    back, form = reverse("governance:person", args=[pk]), RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return HttpResponseRedirect(back)
    given = form.cleaned_data
    try:
        grant_role(
            shown,
            given["role"],
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("The role is granted and on record."))
    return HttpResponseRedirect(back)


@require_POST
@requires(Permission.ROLE_GRANT)
def role_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    grant = get_object_or_404(
        RoleGrant.objects.visible_to(request.user).select_related("person"), pk=pk
    )
    back = reverse("governance:person", args=[grant.person_id])
    now = timezone.now()
    try:
        # The last day is yesterday, so that the right ends with this very click.
        withdraw_role(
            grant, last_day=timezone.localdate(now) - timedelta(days=1), by=request.user, at=now
        )
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("The role has ended."))
    return HttpResponseRedirect(back)


@require_POST
@requires(Permission.PERSON_CREATE)
def person_disable(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    back = reverse("governance:person", args=[pk])
    try:
        disable_person(
            shown, by=request.user, at=timezone.now(), reason=request.POST.get("note", "")
        )
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("The account is closed; nothing it did is lost."))
    return HttpResponseRedirect(back)


@require_POST
@requires(Permission.PERSON_CREATE)
def person_move(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    back = reverse("governance:person", args=[pk])
    form = MoveForm(request.POST, viewer=request.user)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return HttpResponseRedirect(back)
    given = form.cleaned_data
    try:
        move_person(
            shown, given["department"], by=request.user, at=timezone.now(), reason=given["note"]
        )
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Recorded."))
    return HttpResponseRedirect(back)


@require_POST
@requires(Permission.PERSON_CREATE)
def sign_in_unlock(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    back = reverse("governance:person", args=[pk])
    try:
        unlock_sign_in(shown, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("%(name)s can try again at once.") % {"name": shown.name})
    return HttpResponseRedirect(back)


@require_safe
@requires(Permission.PERSON_VIEW)
def matrix(request: HttpRequest) -> HttpResponse:
    shown = permission_matrix()
    if file_wanted(request):
        return list_file(request, matrix_listing(shown), shown.rows, at=timezone.now())
    return render(request, "governance/permission_matrix.html", {"matrix": shown})
