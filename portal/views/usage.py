"""Usage statistics: the effect of the tool, from records that exist anyway (design §4)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.lib.filters import filtered_by
from governance.lib.guard import requires
from governance.lib.listing import file_wanted, list_file
from governance.permissions import Permission
from governance.selectors.calendar import local_day
from governance.selectors.saved_view import views_of_page
from governance.states import MessageState
from portal.forms.conformance import StretchForm
from portal.selectors.usage import usage_of
from portal.selectors.usage_words import people_chart, shares_chart
from portal.views.listing import USAGE


@filtered_by(StretchForm)
@require_safe
@requires(Permission.USAGE_VIEW)
def usage(request: HttpRequest) -> HttpResponseBase:
    now = timezone.now()
    form = StretchForm(request.GET, today=local_day(now))
    stretch = form.stretch()
    found = usage_of(stretch, at=now)
    if file_wanted(request):
        return list_file(request, USAGE, found.weeks, at=now, form=form)
    context = {
        "form": form,
        "stretch": stretch,
        "usage": found,
        "charts": [people_chart(found.weeks), shares_chart(found.weeks)],
        "messages_by_state": [
            (MessageState(state).label, count) for state, count in found.messages.items()
        ],
        "views": views_of_page(request.user, "portal:usage", request.GET.urlencode()),
    }
    return render(request, "portal/usage.html", context)
