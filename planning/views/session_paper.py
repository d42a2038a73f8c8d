"""The printed sign-in sheet of a training: its state, its bytes, its order (6.4.1)."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from governance.lib.guard import refused_to, requires
from governance.lib.nudge import nudge
from governance.lib.workflow import Refused
from governance.permissions import Permission
from planning.permissions import may_hold_session
from planning.selectors.paper import paper_at
from planning.services.session_paper import order_sign_in_sheet, sheet_order
from planning.views.paper import Printout, printed_page
from planning.views.session import training_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.TRAINING_VIEW)
def training_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    row, here = training_of(request, pk), reverse("planning:training-sheet", args=[pk])
    if not may_hold_session(request.user, row):
        raise Http404
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    if request.method == "POST":
        try:
            order_sign_in_sheet(row, language, by=request.user, at=timezone.now())
        except Refused as refusal:
            return refused_to(request, refusal, reverse("planning:training", args=[pk]))
        nudge("portal.run_jobs")
        return HttpResponseRedirect(here)
    order = sheet_order(row, language)
    paper = paper_at(row, order.name, order.source_sha256, language=language, form=order.form)
    back = reverse("planning:training", args=[pk])
    shown = Printout(title=row.topic, number=row.number, order_url=here, back_url=back)
    return printed_page(request, paper, shown)
