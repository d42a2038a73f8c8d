"""The printed documents of a plan: handed out, or ordered and waited for (domain §5.1, G37, G38)."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from governance.lib.guard import refused_to, requires
from governance.lib.nudge import nudge
from governance.lib.paper_door import LANGUAGES
from governance.lib.workflow import Refused
from governance.permissions import Permission
from governance.states import PaperFormat
from planning.models import AnnualPlan
from planning.permissions import may_read_document
from planning.selectors.paper import paper_at
from planning.selectors.plan_paper import PRINTED, SUFFIX
from planning.services.plan_paper import order_plan_paper, plan_order
from planning.states import PlanDocument
from planning.views.paper import Printout, printed_page


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.PLAN_VIEW)
def plan_document(request: HttpRequest, pk: int, name: str, form: str) -> HttpResponse:
    plan = get_object_or_404(AnnualPlan.objects.visible_to(request.user), pk=pk)
    # What somebody may not read and what does not exist answer alike.
    if not may_read_document(request.user, name) or plan.state not in PRINTED:
        raise Http404
    language = request.GET.get("language") or _own_language()
    if form not in PaperFormat.values or language not in LANGUAGES:
        raise Http404
    here = reverse("planning:plan-document", args=[pk, name, form]) + f"?language={language}"
    back = reverse("planning:plan", args=[pk])
    if request.method == "POST":
        try:
            order_plan_paper(
                plan, name, language=language, form=form, by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            return refused_to(request, refusal, back)
        nudge("portal.run_jobs")
        return HttpResponseRedirect(here)
    order = plan_order(plan, name, language, form)
    paper = paper_at(plan, name, order.source_sha256, language=language, form=form)
    document = PlanDocument(name)
    number = f"{plan.number or plan.year}{SUFFIX[document]}-{plan.label}"
    shown = Printout(f"{document.label} {plan.year} {plan.label}", number, here, back)
    return printed_page(request, paper, shown)


def _own_language() -> str:
    return "en" if (get_language() or "").startswith("en") else LANGUAGES[0]
