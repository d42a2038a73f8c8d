"""What surrounds an act without being part of it: request id, address, token, what is settled."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class RequestContext:
    """Facts of the running request that the trail, the log and every page repeat."""

    request_id: str = ""
    ip: str = ""
    via: str = ""
    # Which policy issues are settled, as `gap_standings` reads it; None where nobody has asked yet.
    gaps: str | None = None


NOTHING = RequestContext()
_current: ContextVar[RequestContext] = ContextVar("request_context", default=NOTHING)


def current_context() -> RequestContext:
    """The context of the request or job that is running here."""
    return _current.get()


def set_context(context: RequestContext) -> None:
    """Replaces the context; middleware and job runners call it at their start and end."""
    _current.set(context)
