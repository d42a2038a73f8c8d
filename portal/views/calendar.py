"""The calendar of the governance year, its file, and the feed for other calendars (R19)."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from governance.lib.filters import filtered_by
from governance.lib.listing import file_wanted, list_file
from governance.lib.periods import Month, Year
from governance.models.person import roles_held
from governance.selectors.calendar import local_day, years_without_calendar
from governance.selectors.saved_view import views_of_page
from governance.states import Role
from portal.forms.calendar import YEAR, CalendarForm
from portal.models import CalendarFeed
from portal.selectors.calendar import (
    EVERYTHING,
    MINE,
    MOST_OF_A_DAY,
    CalendarFilter,
    duties_between,
    duties_of_feed,
    month_of_duties,
    year_of_duties,
)
from portal.services.calendar_feed import calendar_file, close_feed, feed_of, open_feed
from portal.views.listing import OWED

# Whoever runs or watches the rhythm looks at all of it first.
_WATCHERS = {Role.PMO, Role.PROCESS_MANAGER, Role.COMMITTEE, Role.AUDITOR}


@filtered_by(CalendarForm)
@require_safe
def calendar(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    usual = EVERYTHING if roles_held(request.user) & _WATCHERS else MINE
    form = CalendarForm(request.GET, usual=usual)
    chosen = form.chosen()
    month = form.month_shown(local_day(now))
    is_year = form.cleaned_data.get("view") == YEAR
    if file_wanted(request):
        span = Year(month.year) if is_year else month
        rows = duties_between(request.user, chosen, span.start, span.end)
        return list_file(request, OWED, rows, at=now, form=form)
    context = {
        "form": form,
        "chosen": chosen,
        "is_year": is_year,
        "month": month,
        "now": now,
        "unknown": years_without_calendar(local_day(now)),
        "views": views_of_page(request.user, "portal:calendar", request.GET.urlencode()),
        "feed": CalendarFeed.objects.visible_to(request.user).first(),
    }
    if is_year:
        context |= _year(request, month.year, chosen, now)
    else:
        context |= _month(request, month, chosen, now)
        context |= _day(request, form, chosen)
    return render(request, "portal/calendar.html", context)


def _month(
    request: HttpRequest, month: Month, chosen: CalendarFilter, now: datetime
) -> dict[str, object]:
    return {
        "sheet": month_of_duties(request.user, month, chosen, now),
        "heading": month.display(),
        "earlier": _address(request, month=month.previous().label),
        "later": _address(request, month=month.next().label),
        "present": _address(request, month=Month.of(local_day(now)).label),
        "other_view": _address(request, month=month.label, view=YEAR),
    }


def _year(
    request: HttpRequest, year: int, chosen: CalendarFilter, now: datetime
) -> dict[str, object]:
    return {
        "sheets": year_of_duties(request.user, year, chosen, now),
        "heading": Year(year).display(),
        "earlier": _address(request, month=Month(year - 1, 1).label, view=YEAR),
        "later": _address(request, month=Month(year + 1, 1).label, view=YEAR),
        "present": _address(request, month=Month.of(local_day(now)).label, view=YEAR),
        "other_view": _address(request, month=Month(year, 1).label),
    }


def _day(request: HttpRequest, form: CalendarForm, chosen: CalendarFilter) -> dict[str, object]:
    day = form.cleaned_data.get("day")
    if day is None:
        return {"day": None, "rows": []}
    rows = list(duties_between(request.user, chosen, day, day)[: MOST_OF_A_DAY + 1])
    return {"day": day, "rows": rows[:MOST_OF_A_DAY], "has_more": len(rows) > MOST_OF_A_DAY}


def _address(request: HttpRequest, **values: str) -> str:
    """The present filters with another month or view."""
    query = request.GET.copy()
    for name in ("day", "month", "view", "format"):
        query.pop(name, None)
    for name, value in values.items():
        query[name] = value
    return f"?{query.urlencode()}"


@never_cache
@require_POST
def feed_open(request: HttpRequest) -> HttpResponse:
    """The address stands in this one answer and nowhere else."""
    secret = open_feed(by=request.user, at=timezone.now(), language=get_language())
    address = request.build_absolute_uri(reverse("portal:calendar-feed", args=[secret]))
    return render(request, "portal/calendar_feed.html", {"address": address})


@require_POST
def feed_close(request: HttpRequest) -> HttpResponse:
    if close_feed(by=request.user, at=timezone.now()):
        messages.success(request, _("The address opens nothing any more."))
    return HttpResponseRedirect(reverse("portal:calendar"))


@login_not_required
@never_cache
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Whoever holds the address reads this one person's duties; any other address is not found."""
    found = feed_of(secret)
    if found is None:
        raise Http404
    rows = duties_of_feed(found.person, timezone.now())
    return HttpResponse(
        calendar_file(rows, found.language), content_type="text/calendar; charset=utf-8"
    )
