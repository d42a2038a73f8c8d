"""Two addresses for machines: is everything alive, is this process ready; strangers learn no more."""

import structlog
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from governance.selectors.health import CLOCK, is_database_ready, silent_processes
from governance.services.watchdog import tell_of_silence

log = structlog.get_logger(__name__)


def answer(*, good: bool) -> JsonResponse:
    response = JsonResponse(
        {"status": "ok" if good else "unavailable"}, status=200 if good else 503
    )
    # The line above says why; Django's own 'Service Unavailable' beside it would say nothing more.
    response._has_been_logged = True  # noqa: SLF001 -- Django's documented-in-code mark, there is no public one
    return response


@never_cache
@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    try:
        silent = silent_processes(timezone.now())
    except DatabaseError:
        silent = ("database",)
    if silent:
        log.warning("not healthy", silent=silent)
        _bark(silent)
    return answer(good=not silent)


def _bark(silent: tuple[str, ...]) -> None:
    """Whoever asks lives; the clock may not, and then nobody else would tell."""
    if CLOCK in silent:
        try:
            tell_of_silence(at=timezone.now())
        except DatabaseError:
            log.warning("the silence of the clock could not be told")


@never_cache
@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    return answer(good=is_database_ready())
