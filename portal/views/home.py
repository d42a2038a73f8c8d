"""The first page and the inbox."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.listing import file_wanted, list_file
from governance.models import Message
from governance.selectors.approval_list import desk_of
from governance.selectors.message import messages_to_read
from governance.services.message import mark_read
from portal.selectors.home import home_of
from portal.selectors.inbox import done_by, everything_done, everything_owed, owed_groups, to_read
from portal.views.listing import OWED, TOLD


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"front": home_of(request.user, timezone.now())})


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", "todo")
    tab = tab if tab in {"todo", "done", "read"} else "todo"
    now = timezone.now()
    if file_wanted(request):
        return _inbox_file(request, tab, now)
    context = {
        "tab": tab,
        "now": now,
        "tabs": [
            {"label": _("To do"), "url": "?tab=todo", "active": tab == "todo"},
            {"label": _("Done"), "url": "?tab=done", "active": tab == "done"},
            {"label": _("To read"), "url": "?tab=read", "active": tab == "read"},
        ],
        "groups": owed_groups(request.user, now) if tab == "todo" else [],
        "deputising": desk_of(request.user, now).delegations if tab == "todo" else (),
        "done": done_by(request.user) if tab == "done" else [],
        "messages_to_read": to_read(request.user) if tab == "read" else [],
    }
    return render(request, "portal/inbox.html", context)


@require_POST
def read_message(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    mark_read(message, at=timezone.now())
    return HttpResponseRedirect(message.url or f"{reverse('portal:inbox')}?tab=read")


def _inbox_file(request: HttpRequest, tab: str, now: datetime) -> HttpResponseBase:
    if tab == "read":
        return list_file(request, TOLD, messages_to_read(request.user), at=now)
    rows = everything_done(request.user) if tab == "done" else everything_owed(request.user)
    return list_file(request, OWED, rows, at=now)
