"""What the system proposes as evidence for an item: composed here, because clause 7 knows no later app (R66)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.lib.guard import refused_to, requires
from governance.lib.workflow import Refused
from governance.permissions import Permission
from kpi.models import AssessedItem
from kpi.services.assessed_item import take_proposals
from portal.selectors.assessment_evidence import evidence_for


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.ASSESSMENT_JUDGE)
def evidence_proposed(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    rows = AssessedItem.objects.visible_to(request.user).select_related(
        "assessment", "item__process"
    )
    row = get_object_or_404(rows, pk=pk)
    found = evidence_for(row, person=request.user, at=now)
    if request.method != "POST":
        context = {"row": row, "proposals": found}
        return render(request, "portal/assessment_evidence.html", context)
    back = reverse("kpi:assessed-item", args=[pk])
    # Only what is proposed now is taken, whatever keys were sent.
    wanted = set(request.POST.getlist("key"))
    try:
        taken = take_proposals(
            row, [each for each in found if each.key in wanted], by=request.user, at=now
        )
    except Refused as refusal:
        return refused_to(request, refusal, back)
    if taken:
        messages.success(request, _("Evidence added: %(count)s.") % {"count": len(taken)})
    return redirect(back)
