"""The PDF of a version: handed out where it is there, ordered where it is not (R1–R3)."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.lib.guard import refused_to, requires
from governance.lib.nudge import nudge
from governance.lib.paper_door import LANGUAGES, PaperDoor, paper_page
from governance.lib.workflow import Refused
from governance.models import Paper
from governance.permissions import Permission
from governance.selectors.document_paper import facts_sha256, file_name, paper_facts
from governance.services.document_paper import NAME, request_document_paper
from governance.views.document_text import version_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DOCUMENT_VIEW)
def document_paper(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    version = version_of(request, pk)
    if language not in LANGUAGES:
        raise Http404
    if request.method == "POST":
        try:
            request_document_paper(version, language, by=request.user, at=timezone.now())
        except Refused as refusal:
            return refused_to(request, refusal, request.path)
        nudge("portal.run_jobs")
        return HttpResponseRedirect(request.path)
    papers = Paper.objects.visible_to(request.user).on(version, NAME)
    sha256 = facts_sha256(paper_facts(version))
    paper = papers.filter(source_sha256=sha256, language=language).first()
    door = PaperDoor(
        "governance/document_paper.html",
        file_name(version),
        reverse("governance:document-read", args=[version.pk]),
        {"version": version, "document": version.document},
    )
    return paper_page(request, paper, door)
