"""The work calendar: a year at a glance, changing a day, importing a year."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.forms.workday import (
    CalendarFileForm,
    CalendarPackageForm,
    CalendarTextForm,
    WorkdayForm,
)
from governance.lib.guard import not_here, refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.periods import BadPeriod, Year
from governance.lib.workflow import Refused
from governance.permissions import Permission
from governance.selectors.calendar import years_without_calendar
from governance.selectors.workday import days_named, year_sheet
from governance.services.calendar import decide_day, take_over_calendar
from governance.services.calendar_file import preview_calendar
from governance.views.listing import WORKDAYS

PACKAGE = "chinesecalendar"


@require_safe
@requires(Permission.CALENDAR_EDIT)
def workdays(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    try:
        year = Year.parse(request.GET.get("year") or str(today.year))
    except BadPeriod:
        raise not_here() from None
    if file_wanted(request):
        named = days_named(request.user, year.year)
        return list_file(request, WORKDAYS, named, at=timezone.now())
    context = {
        "sheet": year_sheet(request.user, year.year, today),
        "earlier": year.year - 1,
        "later": year.year + 1,
        "unknown": years_without_calendar(today),
        "day_form": WorkdayForm(initial={"day": today}),
        "package_form": CalendarPackageForm(initial={"year": year.year}),
        "file_form": CalendarFileForm(),
    }
    return render(request, "governance/workday_list.html", context)


@require_POST
@requires(Permission.CALENDAR_EDIT)
def workday_decide(request: HttpRequest) -> HttpResponse:
    form, back = WorkdayForm(request.POST), reverse("governance:workdays")
    if not form.is_valid():
        return _told(request, form, back)
    try:
        row = decide_day(form.named_day(), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(
        request, _("%(day)s is now: %(kind)s.") % {"day": row.day, "kind": row.get_kind_display()}
    )
    return HttpResponseRedirect(f"{back}?year={row.day.year}")


@require_POST
@requires(Permission.CALENDAR_EDIT)
def workday_preview(request: HttpRequest) -> HttpResponse:
    """What a year of the package or a file would change; nothing is changed yet."""
    is_file = "file" in request.FILES
    form = (
        CalendarFileForm(request.POST, request.FILES)
        if is_file
        else CalendarPackageForm(request.POST)
    )
    if not form.is_valid():
        return _told(request, form, reverse("governance:workdays"))
    source = request.FILES["file"].name[:40] if is_file else PACKAGE
    preview = preview_calendar(form.named_days())
    initial = {"text": preview.text, "source": source}
    context = {
        "preview": preview,
        "form": CalendarTextForm(initial=initial),
        "source": source,
        "is_package": not is_file,
        "today": timezone.localdate(),
    }
    return render(request, "governance/workday_preview.html", context)


@require_POST
@requires(Permission.CALENDAR_EDIT)
def workday_import(request: HttpRequest) -> HttpResponse:
    form, back = CalendarTextForm(request.POST), reverse("governance:workdays")
    if not form.is_valid():
        return _told(request, form, back)
    days = form.cleaned_data["text"]
    try:
        count = take_over_calendar(
            days, source=form.cleaned_data["source"], by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("Days changed: %(count)s.") % {"count": count})
    return HttpResponseRedirect(f"{back}?year={days[0].day.year}")


def _told(request: HttpRequest, form: Form, back: str) -> HttpResponse:
    messages.error(
        request, " ".join(str(problem) for problems in form.errors.values() for problem in problems)
    )
    return HttpResponseRedirect(back)
