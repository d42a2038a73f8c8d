"""How far the policy is kept: clause by clause, with the evidence one click away (R66; design §4)."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.lib.filters import filtered_by
from governance.lib.guard import requires
from governance.lib.listing import file_wanted, list_file
from governance.models import Obligation, Person
from governance.permissions import Permission, has_permission
from governance.selectors.calendar import local_day
from governance.selectors.saved_view import views_of_page
from governance.states import STILL_OWED
from portal.forms.conformance import DutyFilterForm, StretchForm
from portal.selectors.conformance import (
    STANDARD,
    Cell,
    clauses_cited,
    clauses_mapped,
    conformance_of,
    duties_of_clause,
    standard_assessed,
    whole_tally,
)
from portal.selectors.finding import findings_by_rule
from portal.views.listing import OF_CLAUSE, clauses_listing

PAGE = 50
# How many findings of a rule stand on the page; all are on their own.
MOST_OF_A_RULE = 5


@filtered_by(StretchForm)
@require_safe
@requires(Permission.CONFORMANCE_VIEW)
def conformance(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    form = StretchForm(request.GET, today=local_day(now))
    stretch = form.stretch()
    lines = conformance_of(request.user, stretch, at=now)
    total, standard = whole_tally(lines), standard_assessed()
    if file_wanted(request):
        return list_file(request, clauses_listing(standard), lines, at=now, form=form)
    context = {
        "standard": standard,
        "is_edition_open": standard == STANDARD,
        "mapped": clauses_mapped(lines),
        "may_map": has_permission(request.user, Permission.ASSESSMENT_RUN),
        "form": form,
        "stretch": stretch,
        "lines": lines,
        "total": total,
        "stats": [{"cell": cell, "url": _behind(cell, form)} for cell in total.cells],
        "days": urlencode(form.query),
        "groups": findings_by_rule(request.user, stretch, at=now, most=MOST_OF_A_RULE),
        "may_order": has_permission(request.user, Permission.PACK_ORDER),
        "views": views_of_page(request.user, "portal:conformance", request.GET.urlencode()),
    }
    return render(request, "portal/conformance.html", context)


def _behind(cell: Cell, form: StretchForm) -> str:
    """The duties of a column, of all clauses."""
    query = urlencode({"standing": cell.name, **form.query})
    return f"{reverse('portal:conformance-duties')}?{query}"


@filtered_by(DutyFilterForm)
@require_safe
@requires(Permission.CONFORMANCE_VIEW)
def conformance_duties(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    form = DutyFilterForm(request.GET, today=local_day(now), clauses=clauses_cited(request.user))
    clause, column = form.narrowed()
    stretch = form.stretch()
    rows = duties_of_clause(request.user, stretch, clause, column, at=now)
    if file_wanted(request):
        return list_file(request, OF_CLAUSE, rows, at=now, form=form)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "stretch": stretch,
        "page": page,
        "waivable": _waivable(request.user, page.object_list),
        "now": now,
        "back": urlencode(form.query),
        "views": views_of_page(request.user, "portal:conformance-duties", request.GET.urlencode()),
    }
    return render(request, "portal/conformance_duties.html", context)


def _waivable(person: Person, duties: Iterable[Obligation]) -> set[int]:
    """What is still owed by others and can be waived by who reads; nobody waives their own."""
    if not has_permission(person, Permission.OBLIGATION_WAIVE):
        return set()
    return {
        duty.pk for duty in duties if duty.state in STILL_OWED and duty.responsible_id != person.pk
    }
