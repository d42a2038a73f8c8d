"""Faults as pages a person can read: what happened, and what to do next (400, 403, 404, 405, 500, 503)."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from governance.lib.context import current_context


def _fault(request: HttpRequest, template: str, status: int) -> HttpResponse:
    person = getattr(request, "user", None)
    known = person is not None and person.is_authenticated
    layout = "base.html" if known else "errors/plain.html"
    context = {"layout": layout, "code": status, "request_id": current_context().request_id}
    return render(request, template, context, status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(request, "errors/400.html", 400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(request, "errors/403.html", 403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _fault(request, "errors/404.html", 404)


def wrong_method(request: HttpRequest) -> HttpResponse:
    return _fault(request, "errors/405.html", 405)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _fault(request, "errors/csrf.html", 403)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Written without the database and the context processors, either of which may be what failed.

    A database that is restarting, full or locked is no fault of the page: whoever asked comes again (D10–D12).
    """
    is_away = isinstance(sys.exc_info()[1], OperationalError)
    code, page = (503, "errors/503.html") if is_away else (500, "errors/500.html")
    context = {
        "layout": "errors/plain.html",
        "code": code,
        "request_id": current_context().request_id,
        "LANGUAGE_CODE": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
    }
    answer = HttpResponse(render_to_string(page, context), status=code)
    if is_away:
        answer.headers["Retry-After"] = "5"
    return answer
