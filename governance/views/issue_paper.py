"""修订建议表 as a file: ordered, awaited, handed out with its hash checked."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.nudge import nudge
from governance.lib.paper_door import hand_out_paper
from governance.lib.workflow import Refused
from governance.models import Document, Paper, PolicyIssue
from governance.permissions import Permission
from governance.selectors.committee_papers import LANGUAGES, PaperOffer, paper_of
from governance.selectors.issue_paper import NAME, content_sha256, issues_content
from governance.services.issue_paper import request_issue_paper
from governance.services.paper import CONTENT_TYPES
from governance.states import PaperFormat, RenderState

LOOK_AGAIN = 3


@require_POST
@requires(Permission.ISSUE_PRINT)
def issues_print(request: HttpRequest) -> HttpResponse:
    offer = _asked(request.POST)
    back = reverse("governance:issues")
    try:
        request_issue_paper(
            language=offer.language, form=offer.form, by=request.user, at=timezone.now()
        )
    except Refused as refusal:
        return refused_to(request, refusal, back)
    nudge("portal.run_jobs")
    messages.success(request, _("The document is being made."))
    address = reverse("governance:issues-paper")
    return HttpResponseRedirect(f"{address}?language={offer.language}&form={offer.form}")


@require_safe
@requires(Permission.ISSUE_VIEW)
def issues_paper(request: HttpRequest) -> HttpResponse:
    offer = _asked(request.GET)
    policy = get_object_or_404(Document.objects.visible_to(request.user), code="policy")
    rows = PolicyIssue.objects.visible_to(request.user).order_by("number")
    paper = paper_of(policy, offer, NAME, content_sha256(issues_content(rows, policy)))
    if paper is None:
        raise Http404
    if paper.state == RenderState.READY:
        return _bytes(request, paper)
    answer = render(
        request,
        "governance/issue_paper.html",
        {"paper": paper},
        status=202 if paper.state == RenderState.PENDING else 409,
    )
    if paper.state == RenderState.PENDING:
        answer["Refresh"] = str(LOOK_AGAIN)
    return answer


def _asked(given: QueryDict) -> PaperOffer:
    language = given.get("language", LANGUAGES[0])
    form = given.get("form", PaperFormat.PDF.value)
    if language not in LANGUAGES or form not in PaperFormat.values:
        raise Http404
    return PaperOffer(language, form, None)


def _bytes(request: HttpRequest, paper: Paper) -> HttpResponse:
    day = timezone.localtime(paper.requested_at)
    name = "policy-proposals" if paper.language == "en" else "制度修订建议表"
    return hand_out_paper(
        request,
        bytes(paper.content or b""),
        sha256=paper.sha256,
        kind=CONTENT_TYPES[PaperFormat(paper.format)],
        name=f"{name}-{day:%Y%m%d}.{paper.format}",
        back=reverse("governance:issues"),
    )
