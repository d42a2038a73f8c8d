"""Log lines as JSON with the request's id, from our code, Django and Celery alike."""

import logging

import structlog

from governance.lib.context import current_context

QUIET = {
    "celery": "WARNING",
    "kombu": "ERROR",
    "django.request": "ERROR",
    "axes": "WARNING",
    "fontTools": "WARNING",
    "weasyprint": "ERROR",
}


def with_context(
    _logger: logging.Logger, _method: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    """Every line says which request it belongs to, where there is one."""
    if request_id := current_context().request_id:
        event["request_id"] = request_id
    return event


def shared_processors() -> list[structlog.types.Processor]:
    """What our own lines and foreign ones go through alike."""
    return [
        with_context,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]


def logging_of(level: str) -> dict[str, object]:
    """Return the dictConfig of the whole process and set structlog up to use it."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared_processors(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared_processors(),
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {name: {"level": quiet} for name, quiet in QUIET.items()},
    }
