"""The first page and the inbox."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.filters import filtered_by
from governance.lib.guard import rights_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.numbers import key_number
from governance.models import Message, Person
from governance.permissions import Permission
from governance.selectors.approval_list import desk_of
from governance.selectors.saved_view import views_of_page
from governance.services.message import mark_all_read, mark_read
from portal.forms.inbox import DONE, READ, STARTED, TABS, InboxChoice, InboxForm
from portal.selectors.home import home_of
from portal.selectors.inbox import (
    KEPT,
    Wanted,
    done_by,
    everything_done,
    everything_owed,
    owed_groups,
    to_read,
    told,
)
from portal.selectors.started import Started, started_by
from portal.selectors.waiting import waiting_for
from portal.views.listing import BEGUN, OWED, TOLD


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    front = home_of(request.user, timezone.now())
    context = {
        "front": front,
        # What the page has counted already is not counted again for the frame around it.
        "owed_count": front.owed.whole,
        "may_remind": Permission.BOARD_REMIND in rights_of(request.user),
    }
    return render(request, "portal/home.html", context)


@filtered_by(InboxForm)
@require_safe
def inbox(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    form = InboxForm(request.GET)
    chosen = form.chosen()
    if file_wanted(request):
        return _inbox_file(request, chosen, form, now)
    context = {
        "tab": chosen.tab,
        "now": now,
        "form": form,
        "is_searched": bool(chosen.kind or chosen.text),
        "views": views_of_page(request.user, "portal:inbox", request.GET.urlencode()),
        "tabs": [
            {"label": label, "url": f"?tab={tab}", "active": tab == chosen.tab}
            for tab, label in TABS
        ],
    }
    return render(request, "portal/inbox.html", context | _inbox_rows(request.user, chosen, now))


def _inbox_rows(person: Person, chosen: InboxChoice, now: datetime) -> dict[str, object]:
    """Only what the open tab shows is asked for."""
    wanted = Wanted(chosen.kind, chosen.text)
    if chosen.tab == DONE:
        return {"done": done_by(person, wanted)}
    if chosen.tab == STARTED:
        return {"started": _started(person, chosen)}
    if chosen.tab == READ:
        return {"messages_to_read": to_read(person, chosen.text)}
    return {
        "groups": owed_groups(person, now, wanted),
        # What is looked for is a duty; what waits between two people is none.
        "waiting": [] if chosen.kind or chosen.text else waiting_for(person),
        "deputising": desk_of(person, now).delegations,
    }


def _started(person: Person, chosen: InboxChoice) -> list[Started]:
    text = chosen.text.casefold()
    return [
        row
        for row in started_by(person)
        if text in f"{row.kind} {row.title} {row.title_en}".casefold()
    ]


@require_POST
def read_message(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    mark_read(message, at=timezone.now())
    return HttpResponseRedirect(message.url or f"{reverse('portal:inbox')}?tab=read")


@require_POST
def read_messages(request: HttpRequest) -> HttpResponse:
    """Reading is the one act that harms nothing in a batch: what was ticked, or all of it."""
    rows = Message.objects.visible_to(request.user).filter(read_at=None)
    if "all" not in request.POST:
        numbers = [key_number(value) for value in request.POST.getlist("message")][:KEPT]
        rows = rows.filter(pk__in=[number for number in numbers if number is not None])
    count = mark_all_read(rows, at=timezone.now())
    messages.success(request, _("Marked as read: %(count)s.") % {"count": count})
    return HttpResponseRedirect(f"{reverse('portal:inbox')}?tab=read")


def _inbox_file(
    request: HttpRequest, chosen: InboxChoice, form: InboxForm, now: datetime
) -> HttpResponseBase:
    if chosen.tab == READ:
        return list_file(request, TOLD, told(request.user, chosen.text), at=now, form=form)
    if chosen.tab == STARTED:
        return list_file(request, BEGUN, _started(request.user, chosen), at=now, form=form)
    wanted = Wanted(chosen.kind, chosen.text)
    rows = everything_done(request.user) if chosen.tab == DONE else everything_owed(request.user)
    return list_file(request, OWED, wanted.of(rows), at=now, form=form)
