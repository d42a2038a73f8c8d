"""Meetings of the committee: list, invitation, agenda, session (5.1, G20)."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.forms.meeting import (
    ActionForm,
    AttendanceForm,
    InvitationForm,
    ItemForm,
    MeetingFilterForm,
    MinutesForm,
    ReasonForm,
    SessionForm,
)
from governance.lib.filters import filtered_by
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.models import AgendaItem, Meeting, Person
from governance.permissions import Permission
from governance.selectors.approval import readable_cases
from governance.selectors.audit import timeline_of
from governance.selectors.calendar import local_day
from governance.selectors.committee_paper import MINUTES
from governance.selectors.committee_papers import papers_offered
from governance.selectors.committee_right import may_run_meeting
from governance.selectors.meeting import (
    MeetingPage,
    approvals_before_committee,
    meeting_page,
    meetings_listed,
    sitting,
)
from governance.selectors.minutes import draft_sha256
from governance.selectors.person import business_people
from governance.selectors.saved_view import views_of_page
from governance.services.meeting import (
    add_item,
    call_meeting,
    cancel_meeting,
    drop_item,
    move_item,
    open_meeting,
)
from governance.services.minutes import close_meeting
from governance.states import MeetingState, Seat
from governance.views.listing import MEETINGS

PAGE = 50
MOVES = frozenset({"up", "down"})
# By role one follows the committee; whoever was invited or owes something has a right to follow approvals.
READING = (Permission.COMMITTEE_VIEW, Permission.APPROVAL_VIEW)


@filtered_by(MeetingFilterForm)
@require_safe
@requires(Permission.COMMITTEE_VIEW)
def meeting_list(request: HttpRequest) -> HttpResponse:
    form, now = MeetingFilterForm(request.GET), timezone.now()
    rows = meetings_listed(request.user, form.chosen())
    if file_wanted(request):
        return list_file(request, MEETINGS, rows, at=now, form=form)
    context = {
        "form": form,
        "views": views_of_page(request.user, "governance:meetings", request.GET.urlencode()),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "may_run": _may_run(request.user, now),
    }
    return render(request, "governance/meeting_list.html", context)


@require_http_methods(["GET", "POST"])
@requires(Permission.COMMITTEE_VIEW)
def meeting_new(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if not _may_run(request.user, now):
        raise PermissionDenied
    form = InvitationForm(
        request.POST or None,
        approvals=list(approvals_before_committee()),
        people=_guests(request.user, now),
    )
    if request.method == "POST" and form.is_valid():
        try:
            meeting = call_meeting(form.invitation(), by=request.user, at=now)
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The members are invited."))
            return HttpResponseRedirect(reverse("governance:meeting", args=[meeting.pk]))
    return render(request, "governance/meeting_form.html", {"form": form})


@require_safe
@requires(*READING)
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return shown(request, meeting_of(request, pk))


@require_POST
@requires(*READING)
def meeting_step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    meeting, now = meeting_of(request, pk), timezone.now()
    acts: dict[str, Callable[[], object]] = {
        "open_meeting": lambda: _open(request, meeting, now),
        "cancel_meeting": lambda: cancel_meeting(
            meeting, by=request.user, at=now, note=request.POST.get("note", "")
        ),
        "close_meeting": lambda: close_meeting(
            meeting, seen=request.POST.get("seen", ""), by=request.user, at=now
        ),
    }
    if step not in acts:
        raise Http404
    return acted(request, meeting, acts[step])


@require_POST
@requires(*READING)
def item_add(request: HttpRequest, pk: int) -> HttpResponse:
    meeting, now = meeting_of(request, pk), timezone.now()
    form = ItemForm(request.POST, approvals=list(approvals_before_committee()))
    if not form.is_valid():
        messages.error(request, _("Please choose a case or name a matter."))
        return HttpResponseRedirect(address_of(meeting))
    title = form.cleaned_data["title"]
    return acted(
        request,
        meeting,
        lambda: add_item(
            meeting,
            approval=form.case(),
            title="" if form.case() else title,
            by=request.user,
            at=now,
        ),
    )


@require_POST
@requires(*READING)
def item_drop(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    meeting, now = meeting_of(request, pk), timezone.now()
    row = get_object_or_404(
        AgendaItem.objects.visible_to(request.user).select_related("meeting"),
        pk=item,
        meeting=meeting,
    )
    return acted(request, meeting, lambda: drop_item(row, by=request.user, at=now))


@require_POST
@requires(*READING)
def item_move(request: HttpRequest, pk: int, item: int, direction: str) -> HttpResponse:
    meeting, now = meeting_of(request, pk), timezone.now()
    row = get_object_or_404(
        AgendaItem.objects.visible_to(request.user).select_related("meeting"),
        pk=item,
        meeting=meeting,
    )
    if direction not in MOVES:
        raise Http404
    try:
        move_item(row, direction, by=request.user, at=now)
    except Refused as refusal:
        return refused_to(request, refusal, address_of(meeting))
    # Back to where one was, so that the keyboard goes on there.
    return HttpResponseRedirect(f"{address_of(meeting)}#item-{row.pk}")


def meeting_of(request: HttpRequest, pk: int) -> Meeting:
    """The meeting through its door."""
    rows = Meeting.objects.visible_to(request.user)
    found: Meeting = get_object_or_404(
        rows.select_related("chaired_by", "minuted_by", "called_by"), pk=pk
    )
    return found


def address_of(meeting: Meeting) -> str:
    """Where a meeting is read."""
    return reverse("governance:meeting", args=[meeting.pk])


def acted(request: HttpRequest, meeting: Meeting, act: Callable[[], object]) -> HttpResponse:
    """One act on a meeting, and back to its page with a word on how it went."""
    try:
        act()
    except Refused as refusal:
        return refused_to(request, refusal, address_of(meeting))
    messages.success(request, _("Recorded."))
    return HttpResponseRedirect(address_of(meeting))


def shown(
    request: HttpRequest,
    meeting: Meeting,
    *,
    attendance: AttendanceForm | None = None,
    minutes: MinutesForm | None = None,
    action: ActionForm | None = None,
) -> HttpResponse:
    """The page of a meeting; a form that was refused stands on it as it was typed."""
    now = timezone.now()
    page = meeting_page(meeting, local_day(meeting.opened_at or meeting.starts_at))
    may_run = _may_run(request.user, now)
    is_open, is_called = meeting.state == MeetingState.OPEN, meeting.state == MeetingState.CALLED
    is_keeper = is_open and meeting.minuted_by_id == request.user.pk
    may_sign = is_open and meeting.chaired_by_id == request.user.pk
    people = business_people(request.user) if may_run or is_keeper else []
    context = {
        "page": page,
        "meeting": meeting,
        "now": now,
        "may_run": may_run,
        "readable": readable_cases(request.user, [each.item.approval_id for each in page.items]),
        "may_sign": may_sign,
        "draft": draft_sha256(page) if may_sign else "",
        "reads_notes": _reads_notes(request.user, page, may_run=may_run),
        "is_keeper": is_keeper,
        "session_form": _session_form(page, people) if is_called and may_run else None,
        "cancel_form": ReasonForm() if is_called and may_run else None,
        "item_form": ItemForm(approvals=_left(page))
        if (is_open or is_called) and may_run
        else None,
        "attendance_form": (attendance or AttendanceForm(lines=page.lines, people=people))
        if is_open and may_run
        else None,
        "minutes_form": (minutes or MinutesForm(meeting=meeting, items=_items(page)))
        if is_keeper
        else None,
        "action_form": (action or ActionForm(items=_items(page), people=people))
        if is_keeper and page.items
        else None,
        "papers": papers_offered(meeting, MINUTES, meeting.content_sha256),
        "entries": timeline_of(meeting),
    }
    return render(request, "governance/meeting_detail.html", context)


def _may_run(person: Person, now: datetime) -> bool:
    return may_run_meeting(person, timezone.localdate(now))


def _guests(person: Person, now: datetime) -> list[Person]:
    """Whoever sits in the committee is invited anyway."""
    seated = {row.person_id for row in sitting(timezone.localdate(now))}
    return [each for each in business_people(person) if each.pk not in seated]


def _reads_notes(person: Person, page: MeetingPage, *, may_run: bool) -> bool:
    """What is said in a session is read by those who are in it, until its minutes are signed."""
    is_in = any(line.person.pk == person.pk for line in page.lines)
    return may_run or is_in or page.meeting.state == MeetingState.CLOSED


def _open(request: HttpRequest, meeting: Meeting, now: datetime) -> Meeting:
    page = meeting_page(meeting, timezone.localdate(now))
    form = _session_form(page, business_people(request.user), request.POST)
    if not form.is_valid():
        raise Refused(_("Please choose who chairs and who keeps the minutes."))
    return open_meeting(meeting, form.session(), by=request.user, at=now)


def _session_form(page: MeetingPage, people: list[Person], data: object = None) -> SessionForm:
    members = [line.person for line in page.lines if line.seat]
    # Whoever leads does not write as a rule: the chair leads and the secretary keeps the minutes.
    usual = {line.seat: line.person.pk for line in page.lines if line.seat}
    initial = {"chaired_by": usual.get(Seat.CHAIR), "minuted_by": usual.get(Seat.SECRETARY)}
    return SessionForm(data, members=members, keepers=people, initial=initial)


def _items(page: MeetingPage) -> list[AgendaItem]:
    return [each.item for each in page.items]


def _left(page: MeetingPage) -> list[object]:
    taken = {each.item.approval_id for each in page.items}
    return [row for row in approvals_before_committee() if row.pk not in taken]
