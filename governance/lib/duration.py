"""A length of time in words."""

from datetime import timedelta

from django.utils.translation import ngettext

HOUR, DAY = 60, 24 * 60


def duration_in_words(span: timedelta) -> str:
    """The largest unit that still says enough: minutes up to an hour, hours up to two days, then days.

    >>> from django.utils.translation import override
    >>> with override("en"):
    ...     duration_in_words(timedelta(minutes=59)), duration_in_words(timedelta(hours=47))
    ('59 minutes', '47 hours')
    """
    minutes = int(abs(span).total_seconds() // 60)
    if minutes >= 2 * DAY:
        days = minutes // DAY
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if minutes >= HOUR:
        hours = minutes // HOUR
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
