"""Who must still learn which version, and one step to a training for them (R30, R52)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from planning.selectors.learner import learning_of, learnings
from planning.services.learner import plan_for_learners
from planning.views.session_listing import LEARNERS


@require_safe
@requires(Permission.TRAINING_VIEW)
def learner_list(request: HttpRequest) -> HttpResponse:
    lines = learnings(request.user)
    if file_wanted(request):
        rows = [(line, person) for line in lines for person in line.people]
        return list_file(request, LEARNERS, rows, at=timezone.now())
    context = {
        "lines": lines,
        "may_plan": has_permission(request.user, Permission.TRAINING_EDIT),
    }
    return render(request, "planning/learner_list.html", context)


@require_POST
@requires(Permission.TRAINING_EDIT)
def learner_training(request: HttpRequest, document: int) -> HttpResponse:
    found = learning_of(request.user, document)
    if found is None:
        raise Http404
    try:
        row = plan_for_learners(found, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("planning:learners"))
    messages.success(request, _("The training is planned; please give it time, place and trainer."))
    return HttpResponseRedirect(reverse("planning:training-edit", args=[row.pk]))
