"""How far the year's training has come: three rates, coverage per process and department (6.4.1, G38)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.lib.guard import requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.numbers import key_number
from governance.permissions import Permission
from governance.selectors.calendar import local_day
from planning.selectors.session import training_years
from planning.selectors.training_coverage import training_coverage
from planning.views.session_listing import COVERAGE


@require_safe
@requires(Permission.TRAINING_VIEW)
def training_coverage_page(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    today = local_day(now)
    years = training_years(request.user) or [today.year]
    asked = request.GET.get("year", "")
    year = next((each for each in years if each == key_number(asked)), years[0])
    if today.year in years and not asked:
        year = today.year
    found = training_coverage(year, on=today)
    if file_wanted(request):
        lines = [*found.processes, *found.departments]
        return list_file(request, COVERAGE, lines, at=now)
    return render(request, "planning/training_coverage.html", {"page": found, "years": years})
