"""Handing over everything a leaver still has (G18)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from governance.lib.guard import requires, sentence_of
from governance.lib.workflow import Refused
from governance.models import Person
from governance.permissions import Permission
from governance.selectors.approval_people import people_to_ask
from governance.selectors.calendar import local_day
from governance.states import Sphere
from portal.forms.leaver import LeaverForm
from portal.services.leaver import Outcome, hand_over_person, rehearse_hand_over
from portal.services.leaver_parts import still_held


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.HANDOVER_RUN)
def hand_over_everything(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    people = Person.objects.visible_to(request.user).filter(sphere=Sphere.BUSINESS)
    leaver = get_object_or_404(people.select_related("department"), pk=pk)
    form = LeaverForm(
        request.POST or None,
        groups=still_held(leaver, local_day(now)),
        people=people_to_ask(request.user, but=leaver),
    )
    outcomes: list[Outcome] = []
    seal = ""
    if request.method == "POST" and form.is_valid():
        choice = form.choice()
        # What is confirmed is what was looked at; anything else is looked at first.
        is_confirmed = "confirm" in request.POST and request.POST.get("seal") == choice.seal
        try:
            if is_confirmed:
                done = hand_over_person(leaver, choice, by=request.user, at=now)
                _say(request, len(done))
                return HttpResponseRedirect(reverse("portal:hand-over", args=[pk]))
            outcomes = rehearse_hand_over(leaver, choice, by=request.user, at=now)
            seal = choice.seal
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
    refused = [each for each in outcomes if each.refusal]
    context = {
        "shown": leaver,
        "form": form,
        "tables": form.tables(outcomes),
        "is_own": leaver.pk == request.user.pk,
        "outcomes": outcomes,
        "refused": refused,
        "seal": seal if outcomes and not refused else "",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "portal/leaver_hand_over.html", context, status=status)


def _say(request: HttpRequest, count: int) -> None:
    sentence = ngettext(
        "%(count)d thing is handed over.", "%(count)d things are handed over.", count
    )
    messages.success(request, sentence % {"count": count})
