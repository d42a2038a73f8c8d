"""Who was there, what was said, what was agreed: the mouths of the minutes (domain §5.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from governance.forms.meeting import ActionForm, AttendanceForm, MinutesForm
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.workflow import NotAllowed, Refused
from governance.models import AgendaAction
from governance.selectors.calendar import local_day
from governance.selectors.meeting import meeting_page
from governance.selectors.person import business_people
from governance.services.minutes import (
    agree_action,
    drop_action,
    finish_action,
    note_attendance,
    write_minutes,
)
from governance.views.meeting import READING, acted, address_of, meeting_of, shown


@require_POST
@requires(*READING)
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_of(request, pk)
    page = meeting_page(meeting, local_day(meeting.opened_at or meeting.starts_at))
    form = AttendanceForm(request.POST, lines=page.lines, people=business_people(request.user))
    if not form.is_valid():
        return shown(request, meeting, attendance=form)
    try:
        note_attendance(meeting, form.presences(), by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        return refused_to(request, refusal, address_of(meeting))
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return shown(request, meeting, attendance=form)
    messages.success(request, _("The attendance is noted."))
    return HttpResponseRedirect(address_of(meeting))


@require_POST
@requires(*READING)
def minutes_write(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_of(request, pk)
    page = meeting_page(meeting, local_day(meeting.opened_at or meeting.starts_at))
    form = MinutesForm(request.POST, meeting=meeting, items=[each.item for each in page.items])
    if not form.is_valid():
        return shown(request, meeting, minutes=form)
    try:
        write_minutes(
            meeting,
            form.notes(),
            seen=form.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
    except NotAllowed as refusal:
        return refused_to(request, refusal, address_of(meeting))
    except Refused as refusal:
        # What was typed stays on the page, beside the sentence that refuses it.
        form.add_error(None, sentence_of(request, refusal))
        return shown(request, meeting, minutes=form)
    messages.success(request, _("The minutes are saved."))
    return HttpResponseRedirect(address_of(meeting))


@require_POST
@requires(*READING)
def action_add(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = meeting_of(request, pk)
    page = meeting_page(meeting, local_day(meeting.opened_at or meeting.starts_at))
    form = ActionForm(
        request.POST,
        items=[each.item for each in page.items],
        people=business_people(request.user),
    )
    if not form.is_valid():
        return shown(request, meeting, action=form)
    try:
        agree_action(form.item_chosen(), form.action(), by=request.user, at=timezone.now())
    except NotAllowed as refusal:
        return refused_to(request, refusal, address_of(meeting))
    except Refused as refusal:
        form.add_error(None, sentence_of(request, refusal))
        return shown(request, meeting, action=form)
    messages.success(request, _("Recorded."))
    return HttpResponseRedirect(address_of(meeting))


@require_POST
@requires(*READING)
def action_drop(request: HttpRequest, pk: int, action: int) -> HttpResponse:
    meeting, row = meeting_of(request, pk), _action(request, pk, action)
    return acted(request, meeting, lambda: drop_action(row, by=request.user, at=timezone.now()))


@require_POST
@requires(*READING)
def action_finish(request: HttpRequest, pk: int, action: int) -> HttpResponse:
    meeting, row = meeting_of(request, pk), _action(request, pk, action)
    note = request.POST.get("note", "")
    return acted(
        request,
        meeting,
        lambda: finish_action(row, by=request.user, at=timezone.now(), note=note),
    )


def _action(request: HttpRequest, pk: int, action: int) -> AgendaAction:
    found: AgendaAction = get_object_or_404(
        AgendaAction.objects.visible_to(request.user).select_related(
            "item__meeting", "responsible"
        ),
        pk=action,
        item__meeting=pk,
    )
    return found
