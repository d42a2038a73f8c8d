"""The columns of a week's data in a file: one vocabulary for template, CSV and history (domain §6.1, X7).

A column is known by its name in any of the interface languages, or by its code, in any order.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from governance.lib.numbers import half_width, shorten
from governance.lib.workbook import FileRefused

NAMES = {
    "process": gettext_noop("Process code"),
    "department": gettext_noop("Department code"),
    "project": gettext_noop("Project code"),
    "week": gettext_noop("Week"),
    "slice_start": gettext_noop("First day"),
    "measure": gettext_noop("Measure code"),
    "value": gettext_noop("Reported number"),
    "no_data_reason": gettext_noop("No data, because"),
    "reason": gettext_noop("Why it is unusual"),
    "note": gettext_noop("Note to the PMO"),
    # What the template shows beside, and what the marked file adds; neither is read.
    "name": gettext_noop("Base measure"),
    "unit": gettext_noop("Unit"),
    "days": gettext_noop("Days"),
    "before": gettext_noop("Last week"),
    "hint": gettext_noop("Indicators and targets"),
    "problem": gettext_noop("What is wrong"),
}
CONTENTS = gettext_noop("Contents")  # the sheet of a large template that only leads to the others
NEEDED_IN_TEMPLATE = ("measure", "slice_start", "value", "no_data_reason", "reason")
NEEDED_IN_LIST = ("process", "department", "measure", "value")
MARK = "*"  # a column that must be filled in carries it


def column_name(code: str) -> str:
    """What a column is called in the reader's language."""
    return _(NAMES[code])


@lru_cache(maxsize=1)
def known_names() -> Mapping[str, str]:
    """Every spelling of a column, in small letters, and the code it stands for."""
    found = {code: code for code in NAMES}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {_(name).casefold(): code for code, name in NAMES.items()}
    return found


@lru_cache(maxsize=1)
def contents_titles() -> frozenset[str]:
    """What the contents sheet may be called."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found.add(_(CONTENTS))
    return frozenset(found)


def read_header(cells: Iterable[tuple[int, str]], needed: Iterable[str]) -> dict[str, int]:
    """Each known column once, wherever it stands; what is missing, unknown or there twice is named.

    Raises `FileRefused`.
    """
    places: dict[str, int] = {}
    unknown, twice = [], []
    for place, text in cells:
        name = half_width(text).rstrip(MARK).strip()
        if not name:
            continue
        code = known_names().get(name.casefold())
        if code is None:
            unknown.append(shorten(name))
        elif code in places:
            twice.append(column_name(code))
        else:
            places[code] = place
    missing = [column_name(code) for code in needed if code not in places]
    if missing:
        raise FileRefused(
            _("The head lacks the columns: %(missing)s. It has: %(found)s.")
            % {
                "missing": ", ".join(missing),
                "found": ", ".join([*(column_name(code) for code in places), *unknown][:40]),
            }
        )
    if twice:
        raise FileRefused(
            _("The head names a column twice: %(names)s.") % {"names": ", ".join(twice)}
        )
    if unknown:
        raise FileRefused(
            _("The head has columns nobody asked for: %(names)s.")
            % {"names": ", ".join(unknown[:10])}
        )
    return places
