"""修订建议表 as a file: ordered, awaited, handed out with its hash checked."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import requires
from governance.lib.paper_door import PaperDoor, asked_paper, ordered_paper, paper_page
from governance.models import Document, PolicyIssue
from governance.permissions import Permission
from governance.selectors.committee_papers import paper_of
from governance.selectors.issue_paper import NAME, content_sha256, issues_content
from governance.services.issue_paper import request_issue_paper


@require_POST
@requires(Permission.ISSUE_PRINT)
def issues_print(request: HttpRequest) -> HttpResponse:
    back, address = reverse("governance:issues"), reverse("governance:issues-paper")
    return ordered_paper(
        request, request_issue_paper, address=address, back=back, at=timezone.now()
    )


@require_safe
@requires(Permission.ISSUE_VIEW)
def issues_paper(request: HttpRequest) -> HttpResponse:
    language, form = asked_paper(request.GET)
    policy = get_object_or_404(Document.objects.visible_to(request.user), code="policy")
    rows = PolicyIssue.objects.visible_to(request.user).order_by("number")
    source = content_sha256(issues_content(rows, policy))
    paper = paper_of(policy, NAME, source, language=language, form=form)
    if paper is None:
        raise Http404
    title = "policy-proposals" if language == "en" else "制度修订建议表"
    door = PaperDoor(
        "governance/issue_paper.html",
        f"{title}-{timezone.localtime(paper.requested_at):%Y%m%d}",
        reverse("governance:issues"),
    )
    return paper_page(request, paper, door)
