"""The committee: who sits, by which rule it decides, what waits for it (5.1, G20)."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.forms.committee import DayFilterForm, MemberForm, RuleForm, TermForm
from governance.forms.resolution import ExceptionForm
from governance.lib.guard import requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import NotAllowed, Refused
from governance.models import CommitteeMember
from governance.permissions import Permission, has_permission
from governance.selectors.committee_page import committee_page, voters_on
from governance.selectors.person import business_people
from governance.selectors.resolution import granting_resolutions
from governance.services.committee import end_term, record_exception, record_rule, seat_member
from governance.views.listing import SEATS

MOST_RESOLUTIONS = 200


@require_safe
@requires(Permission.COMMITTEE_VIEW)
def committee(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    form = DayFilterForm(request.GET)
    asked = form.cleaned_data["on"] if form.is_valid() else None
    page = committee_page(request.user, asked or timezone.localdate(now), at=now)
    if file_wanted(request):
        return list_file(request, SEATS, [*page.members, *page.coming, *page.past], at=now)
    context = {
        "page": page,
        "now": now,
        "form": DayFilterForm(initial={"on": page.on}),
        "may_edit": has_permission(request.user, Permission.COMMITTEE_EDIT),
    }
    return render(request, "governance/committee_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMMITTEE_EDIT)
def member_new(request: HttpRequest) -> HttpResponse:
    form = MemberForm(request.POST or None, people=business_people(request.user))
    return _acted(
        request,
        form,
        lambda: seat_member(form.member(), by=request.user, at=timezone.now()),
        {"title": _("Seat a member"), "verb": _("Seat a member"), "gap": "G20"},
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.COMMITTEE_EDIT)
def member_end(request: HttpRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(
        CommitteeMember.objects.visible_to(request.user).select_related("person"), pk=pk
    )
    form = TermForm(request.POST or None)
    return _acted(
        request,
        form,
        lambda: end_term(
            member,
            last_day=form.cleaned_data["last_day"],
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        ),
        {
            "title": _("End the term of %(name)s") % {"name": member.person.name},
            "verb": _("End the term"),
            "gap": "",
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.COMMITTEE_EDIT)
def rule_new(request: HttpRequest) -> HttpResponse:
    form, now = RuleForm(request.POST or None), timezone.now()
    return _acted(
        request,
        form,
        lambda: record_rule(form.rule(), by=request.user, at=now),
        {
            "title": _("Record a rule"),
            "verb": _("Record the rule"),
            "gap": "G20",
            "hint": _(
                "Common practice: at least 2/3 of the members take part, more than half of all members agree, an interested member recuses. It is a hint, not a proposal of ours: what the committee has decided is entered here. Today %(voters)s members have a vote."
            )
            % {"voters": voters_on(timezone.localdate(now))},
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.COMMITTEE_EDIT)
def exception_new(request: HttpRequest) -> HttpResponse:
    resolutions = list(granting_resolutions(request.user)[:MOST_RESOLUTIONS])
    form = ExceptionForm(request.POST or None, resolutions=resolutions)
    return _acted(
        request,
        form,
        lambda: record_exception(form.new_exception(), by=request.user, at=timezone.now()),
        {
            "title": _("Record an exception"),
            "verb": _("Record the exception"),
            "gap": "",
            "hint": _(
                "Where a small company truly lacks people, the committee may let a named kind of act pass until a day. The exception is named on every vote that used it and on the document; it never switches the rule off."
            ),
        },
    )


def _acted(
    request: HttpRequest, form: forms.Form, act: Callable[[], object], words: dict[str, str]
) -> HttpResponse:
    """One form, one act; what was typed stays on the page beside the sentence that refuses it."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except NotAllowed as refusal:
            raise PermissionDenied(sentence_of(request, refusal)) from refusal
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("Recorded."))
            return HttpResponseRedirect(reverse("governance:committee"))
    return render(request, "governance/committee_form.html", {"form": form, **words})
