"""The collection board: who has sent what, what waits, who is reminded (6.4.2②)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.filters import filtered_by
from governance.lib.guard import requires, rights_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.numbers import key_number
from governance.lib.periods import Week
from governance.permissions import Permission
from governance.selectors.calendar import local_day, work_calendar, years_without_calendar
from governance.selectors.saved_view import views_of_page
from governance.templatetags.lights import LIGHTS
from kpi.forms.board import BoardFilterForm, SpanForm, TemplateForm
from kpi.models import Submission
from kpi.selectors.board import CELL_STATES
from kpi.selectors.board_page import (
    MOST_AT_ONCE,
    board_page,
    choices_of_board,
    places_of_board,
    whole_board,
)
from kpi.selectors.upload import histories_waiting
from kpi.services.reminder import late_weeks, remind_late
from kpi.services.submission import accept_many
from kpi.views.listing import board_listing

SHOWN_WAITING, SHOWN_REFUSED = 30, 20


@filtered_by(BoardFilterForm)
@require_safe
@requires(Permission.BOARD_VIEW)
def board(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    last = Week.of(local_day(now)).previous()
    data = request.GET or None
    places = places_of_board(request.user, SpanForm(data, last=last).wanted().columns())
    choices = choices_of_board(places)
    form = BoardFilterForm(
        data,
        last=last,
        choices=choices,
        words={code: LIGHTS[code].word for code in CELL_STATES},
        may_accept=Permission.SUBMISSION_ACCEPT in rights_of(request.user),
    )
    wanted = form.wanted()
    if file_wanted(request):
        rows = whole_board(request.user, places, wanted, now)
        return list_file(request, board_listing(wanted.columns()), rows, at=now, form=form)
    shown = board_page(request.user, places, wanted, number=request.GET.get("page"), at=now)
    context = _frame(request, now) | {
        "form": form,
        "template_form": TemplateForm(None, departments=choices["department"]),
        "wanted": wanted,
        "views": views_of_page(request.user, "kpi:board", request.GET.urlencode()),
        "weeks": wanted.columns(),
        "shown": shown,
        "plain": shown.plain,
        "queue": shown.waiting[:SHOWN_WAITING],
        "queue_count": len(shown.waiting),
        "tally": [
            (code, shown.tally.get(code, 0))
            for code in CELL_STATES
            if shown.tally.get(code) or code in {"missing", "accepted"}
        ],
    }
    return render(request, "kpi/board.html", context)


def _frame(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """What stands around the table: the acts a person may do, and what the calendar says of today."""
    rights, today = rights_of(request.user), local_day(now)
    may_accept = Permission.SUBMISSION_ACCEPT in rights
    calendar = work_calendar()
    return {
        "may_accept": may_accept,
        "late_count": late_weeks(now).count() if Permission.BOARD_REMIND in rights else 0,
        "histories": histories_waiting(request.user) if may_accept else 0,
        "is_workday": calendar.is_workday(today),
        "unknown_years": years_without_calendar(today, calendar) if may_accept else (),
        "last_closed": Week.of(today).previous(),
    }


@require_POST
@requires(Permission.SUBMISSION_ACCEPT)
def board_accept(request: HttpRequest) -> HttpResponse:
    """Exactly the records that were chosen on the screen, in the version that was seen."""
    pairs = [each.partition(":")[::2] for each in request.POST.getlist("seen")[:MOST_AT_ONCE]]
    read = [(key_number(pk), key_number(version)) for pk, version in pairs]
    numbers = {pk: version for pk, version in read if pk is not None and version is not None}
    if not numbers:
        messages.warning(request, _("Tick the records to be accepted first."))
        return HttpResponseRedirect(_back(request))
    rows = list(
        Submission.objects.visible_to(request.user)
        .filter(pk__in=numbers)
        .select_related(
            "assignment__process",
            "assignment__department",
            "assignment__person",
            "corrects__assignment",
        )
    )
    for row in rows:
        row.version = numbers[row.pk]
    batch = accept_many(rows, by=request.user, at=timezone.now())
    if batch.accepted or not batch.refused:
        messages.success(request, _("%(count)s records accepted.") % {"count": len(batch.accepted)})
    for row, sentence in batch.refused[:SHOWN_REFUSED]:
        messages.warning(request, f"{row}: {sentence}")
    if len(batch.refused) > SHOWN_REFUSED:
        rest = len(batch.refused) - SHOWN_REFUSED
        messages.warning(request, _("%(count)s more were not accepted.") % {"count": rest})
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    """To the board as it was filtered."""
    referer = request.headers.get("referer", "")
    return (
        referer
        if url_has_allowed_host_and_scheme(referer, {request.get_host()})
        else reverse("kpi:board")
    )


@require_POST
@requires(Permission.BOARD_REMIND)
def board_remind(request: HttpRequest) -> HttpResponse:
    """All the late, or the one week that was named; never more often than every four hours."""
    now, named = timezone.now(), request.POST.get("obligation", "")
    late = late_weeks(now)
    if named:
        late = late.filter(pk=key_number(named) or 0)
    count = remind_late(list(late), by=request.user, at=now)
    if count:
        messages.success(
            request,
            _("Reminded of %(count)s late records, one message per person.") % {"count": count},
        )
    else:
        messages.info(
            request,
            _("Nothing to remind of: everybody late was reminded within the last four hours."),
        )
    return HttpResponseRedirect(_back(request))
