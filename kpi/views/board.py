"""The collection board: who has sent what, what waits, who is reminded (6.4.2②)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.bilingual import said
from governance.lib.guard import requires, rights_of
from governance.lib.periods import Week
from governance.permissions import Permission
from governance.selectors.calendar import local_day, work_calendar, years_without_calendar
from governance.templatetags.lights import LIGHTS
from kpi.forms.board import BoardFilterForm, TemplateForm
from kpi.models import Submission
from kpi.selectors.board import (
    CELL_STATES,
    assignments_of_board,
    board_rows,
    departments_reporting,
    plain_ones,
    tally_of,
    waiting_for_decision,
)
from kpi.selectors.upload import histories_waiting
from kpi.services.reminder import late_obligations, remind_late
from kpi.services.submission import accept_many
from processes.models import Process

ROWS, MOST_AT_ONCE, SHOWN_WAITING = 25, 100, 20


@require_safe
@requires(Permission.BOARD_VIEW)
def board(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    today = local_day(now)
    departments = list(departments_reporting())
    form = BoardFilterForm(
        request.GET or None,
        last=Week.of(today).previous(),
        departments=[(row.pk, said(row)) for row in departments],
        processes=[
            (row.pk, said(row))
            for row in Process.objects.visible_to(request.user).order_by("position")
        ],
        words={code: LIGHTS[code].word for code in CELL_STATES},
    )
    wanted = form.wanted()
    page = Paginator(assignments_of_board(request.user, wanted, now), ROWS).get_page(
        request.GET.get("page")
    )
    rights = rights_of(request.user)
    may_accept = Permission.SUBMISSION_ACCEPT in rights
    waiting = list(waiting_for_decision(request.user, wanted)[:MOST_AT_ONCE])
    late = late_obligations(now) if Permission.BOARD_REMIND in rights else []
    context = {
        "form": form,
        "wanted": wanted,
        "weeks": wanted.columns(),
        "rows": board_rows(list(page.object_list), wanted.columns(), now),
        "page": page,
        "tally": _tally(request, wanted, now),
        "may_accept": may_accept,
        "template_form": TemplateForm(None, departments=departments),
        "histories": histories_waiting(request.user) if may_accept else 0,
        "plain": plain_ones(waiting, request.user) if may_accept else [],
        "waiting": waiting[:SHOWN_WAITING],
        "waiting_count": len(waiting),
        "late_count": len(late),
        "is_workday": work_calendar().is_workday(today),
        "unknown_years": years_without_calendar(today) if may_accept else (),
        "last_closed": Week.of(today).previous(),
    }
    return render(request, "kpi/board.html", context)


def _tally(request: HttpRequest, wanted, now):
    found = tally_of(request.user, wanted, now)
    return [
        (code, found.get(code, 0))
        for code in CELL_STATES
        if found.get(code) or code in {"missing", "accepted"}
    ]


@require_POST
@requires(Permission.SUBMISSION_ACCEPT)
def board_accept(request: HttpRequest) -> HttpResponse:
    """Exactly the records that were on the screen, in the version that was seen."""
    pairs = [each.partition(":")[::2] for each in request.POST.getlist("seen")[:MOST_AT_ONCE]]
    numbers = {
        int(pk): int(version) for pk, version in pairs if _is_number(pk) and _is_number(version)
    }
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
    messages.success(request, _("%(count)s records accepted.") % {"count": len(batch.accepted)})
    for row, sentence in batch.refused[:5]:
        messages.warning(request, f"{row}: {sentence}")
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    """To the board as it was filtered."""
    referer = request.headers.get("referer", "")
    return (
        referer
        if url_has_allowed_host_and_scheme(referer, {request.get_host()})
        else reverse("kpi:board")
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


@require_POST
@requires(Permission.BOARD_REMIND)
def board_remind(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    count = remind_late(late_obligations(now), by=request.user, at=now)
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
