"""The hidden sheet of a template: which sheet is whose week, signed so that nobody re-addresses it (domain §6.1)."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from governance.lib.workbook import FileRefused

TEMPLATE = "1"
SHEET = "_identity"
HEAD = ("template", "sheet", "assignment", "week", "version", "signature")
SALT = "kpi.week_template"


@dataclass(frozen=True)
class Identity:
    """A sheet of a template: its title, the assignment and week, and the version of the record it shows.

    Version 0 = nobody had begun the week.
    """

    sheet: str
    assignment: int
    week: str
    version: int


def signed_row(identity: Identity) -> tuple[str, ...]:
    """What the hidden sheet says of one sheet."""
    facts = tuple(str(each) for each in astuple(identity))
    return (TEMPLATE, *facts, _signature(facts))


def read_identity(rows: Sequence[Sequence[str]]) -> list[Identity]:
    """The identities as they were signed; another template, or one that was touched, is refused."""
    found = []
    for row in rows:
        if not row or row[0] != TEMPLATE:
            raise FileRefused(_("This template is outdated; please download it again."))
        *facts, signature = row[1:] or [""]
        if len(row) != len(HEAD) or not constant_time_compare(signature, _signature(facts)):
            raise FileRefused(
                _(
                    "The template says whose week it is in a hidden sheet, and that was changed; please download it again."
                )
            )
        sheet, assignment, week, version = facts
        found.append(Identity(sheet, int(assignment), week, int(version)))
    if not found:
        raise FileRefused(_("This template is outdated; please download it again."))
    return found


def _signature(facts: Sequence[str]) -> str:
    return salted_hmac(SALT, "\x1f".join([TEMPLATE, *facts]), algorithm="sha256").hexdigest()
