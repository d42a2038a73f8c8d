"""The REST doors of all apps, joined under /api/v1/ in clause order, and what they answer to a fault."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404
from django.urls import path, re_path
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, NotFound, ParseError, ValidationError
from rest_framework.exceptions import PermissionDenied as Forbidden
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from governance.api import document, lost, obligation, openapi, resolution
from governance.lib.context import current_context
from governance.lib.rest_error import sentences
from governance.lib.workflow import NotAllowed, NoteMissing, Refused
from improvements.api import improvement
from kpi.api import (
    cell,
    deviation,
    indicator,
    report,
    self_assessment,
    source,
    submission,
    ticket,
    value,
)
from planning.api import plan, session
from processes.api import asset, process
from reviews.api import feedback, review

logger = logging.getLogger(__name__)

app_name = "api"
urlpatterns = [
    path("schema/", openapi.OpenApi.as_view(), name="schema"),
    path("documents/", document.Documents.as_view(), name="documents"),
    path("documents/<slug:code>/", document.OneDocument.as_view(), name="document"),
    path("obligations/", obligation.Obligations.as_view(), name="obligations"),
    path("resolutions/", resolution.Resolutions.as_view(), name="resolutions"),
    path("resolutions/<int:pk>/", resolution.OneResolution.as_view(), name="resolution"),
    path("assets/", asset.Assets.as_view(), name="assets"),
    path("assets/<int:pk>/", asset.OneAsset.as_view(), name="asset"),
    path("assets/<int:pk>/files/<int:file>/", asset.AssetFile.as_view(), name="asset-file"),
    path("processes/", process.Processes.as_view(), name="processes"),
    path("processes/<str:code>/", process.OneProcess.as_view(), name="process"),
    path(
        "kpi/self-assessments/", self_assessment.SelfAssessments.as_view(), name="self-assessments"
    ),
    path("kpi/deviations/", deviation.Deviations.as_view(), name="deviations"),
    path("kpi/indicators/", indicator.Indicators.as_view(), name="indicators"),
    path("kpi/indicators/<str:code>/", indicator.OneIndicator.as_view(), name="indicator"),
    path("kpi/reports/", report.Reports.as_view(), name="reports"),
    path("kpi/reports/<int:pk>/", report.OneReport.as_view(), name="report"),
    path("kpi/reports/<int:pk>/pdf/", report.ReportDocument.as_view(), name="report-document"),
    path("kpi/sources/", source.Sources.as_view(), name="sources"),
    path("kpi/sources/<str:code>/figures/", source.SourceFigures.as_view(), name="source-figures"),
    path("kpi/sources/<str:code>/tickets/", ticket.SourceTickets.as_view(), name="source-tickets"),
    path("kpi/imports/<int:pk>/", ticket.OneImport.as_view(), name="import"),
    path("kpi/submissions/", submission.Submissions.as_view(), name="submissions"),
    path("kpi/submissions/<int:pk>/", submission.OneSubmission.as_view(), name="submission"),
    path("kpi/cells/", cell.Cells.as_view(), name="cells"),
    path("kpi/values/", value.Values.as_view(), name="values"),
    path("plans/", plan.Plans.as_view(), name="plans"),
    path("plans/<int:pk>/", plan.OnePlan.as_view(), name="plan"),
    path("plan-goals/", plan.PlanGoals.as_view(), name="plan-goals"),
    path("trainings/", session.Trainings.as_view(), name="trainings"),
    path("trainings/<int:pk>/", session.OneTraining.as_view(), name="training"),
    path("reviews/", review.Reviews.as_view(), name="reviews"),
    path("review-items/", review.ReviewItems.as_view(), name="review-items"),
    path("feedback/", feedback.FeedbackDoor.as_view(), name="feedback"),
    path("improvements/", improvement.Improvements.as_view(), name="improvements"),
    re_path(r"", lost.Lost.as_view(), name="lost"),
]

# What a refusal answers; every other one is a conflict with the present state.
STATUS_OF_REFUSAL = {
    NotAllowed.code: 403,
    NoteMissing.code: 400,
    "idempotency_key_reused": 422,
    "version_required": 428,
}

# The answers that say no to an act; 400, 422 and 428 say that it was asked in the wrong form.
REFUSED = (HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)


def answer_to(fault: Exception, context: dict[str, Any]) -> Response:
    """Every fault is answered as `{"code", "message", "fields", "request_id"}`, ours are logged under that id."""
    set_rollback()
    # Whatever was asked for, an error is JSON.
    request = context["request"]
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), "application/json"
    error = known(fault)
    note_refusal(request._request, fault, error)  # noqa: SLF001 -- the middleware that writes refusals down knows Django's request
    if error is None:
        logger.error("a request of the API failed", exc_info=fault)
        got_request_exception.send(sender=None, request=request._request)  # noqa: SLF001 -- whoever listens knows Django's request
        error = APIException(
            _("Something went wrong on our side. Please name the request number to the PMO.")
        )
    return answer_of(error, fault)


def note_refusal(request: Any, fault: Exception, error: APIException | None) -> None:
    """What was refused to the caller by a rule is said to `RefusalMiddleware`; a fault of the request's form is not."""
    if isinstance(fault, Refused) and error is not None and error.status_code in REFUSED:
        request.refusal = fault


def known(fault: Exception) -> APIException | None:
    """What a caller can do something about, as an exception of the framework; None for a fault of ours."""
    if isinstance(fault, APIException):
        return fault
    for kind, translate in KNOWN.items():
        if isinstance(fault, kind):
            return translate(fault)
    return None


def refusal(fault: Exception) -> APIException:
    """A refused act is a conflict with the present state, or forbidden."""
    code = getattr(fault, "code", Refused.code)
    error = APIException(str(fault), code=code)
    error.status_code = STATUS_OF_REFUSAL.get(code, HTTPStatus.CONFLICT)
    return error


def busy(fault: Exception) -> APIException:
    """The database is locked or restarting: the caller is told to come again, not that we broke."""
    logger.error("the database did not answer a request of the API", exc_info=fault)
    error = APIException(_("The system is busy. Please try again."), code="busy")
    error.status_code, error.wait = HTTPStatus.SERVICE_UNAVAILABLE, 1
    return error


KNOWN: dict[type[Exception], Callable[[Exception], APIException]] = {
    Refused: refusal,
    Http404: lambda _fault: NotFound(_("There is nothing here, or nothing you may see.")),
    PermissionDenied: lambda _fault: Forbidden(),
    SuspiciousOperation: lambda _fault: ParseError(_("The request cannot be understood.")),
    BadRequest: lambda _fault: ParseError(_("The request cannot be understood.")),
    OperationalError: busy,
}


def answer_of(error: APIException, fault: Exception) -> Response:
    """One error in the one shape, with the headers it calls for."""
    fields = sentences(error.detail) if isinstance(error, ValidationError) else {}
    general = " ".join(fields.pop("", []))
    if not general:
        general = _("Please correct what is named.") if fields else str(error.detail)
    codes = error.get_codes()
    body = {
        # The framework numbers findings by field; a program needs one word.
        "code": codes if isinstance(codes, str) else error.default_code,
        "message": general,
        "fields": fields,
        "request_id": current_context().request_id,
        **getattr(fault, "facts", {}),
    }
    response = Response(body, status=error.status_code)
    wait = getattr(error, "wait", None) or getattr(fault, "retry_after", None)
    if wait:
        response["Retry-After"] = str(int(wait))
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    return response
