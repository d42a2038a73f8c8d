"""Numbers of records: by a pattern, without a gap, never given twice (R1, G20, G51)."""

from typing import Any

from django.utils.translation import gettext as _

from governance.lib.workflow import Refused
from governance.models import Serial
from governance.services.audit import hold_the_chain


class CannotNumber(Refused):
    """The pattern of numbers cannot be read."""


def take_number(series: str, pattern: str, **words: Any) -> str:
    """The next number of a series; called inside the transaction of the act that uses it up.

    `pattern` is a format string with `serial` and the given words, e.g. `{company}-JY-{year}-{serial:03d}`
    for the series `resolution.2026`. An act that is undone gives its number back, so no gap arises; the
    lock of the trail lets one act at a time take one. Raises `CannotNumber`.
    """
    hold_the_chain()
    row, _created = Serial.objects.get_or_create(series=series)
    serial = row.latest + 1
    try:
        number = pattern.format(serial=serial, **words)
    except (KeyError, IndexError, ValueError) as problem:
        raise CannotNumber(
            _("The pattern “%(pattern)s” cannot be read; please correct the setting.")
            % {"pattern": pattern}
        ) from problem
    row.latest = serial
    row.save(update_fields=["latest"])
    return number
