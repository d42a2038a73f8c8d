"""The registers of an evidence pack as plain tables: duties, conformance, improvements, outputs, usage (R21, R63, R66)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.lib.sheets import CellValue
from governance.permissions import Permission, has_permission
from improvements.models import Improvement
from portal.selectors.conformance import (
    STANDINGS,
    UNMAPPED,
    Tally,
    clause_name,
    conformance_of,
    duties_of_clause,
    standard_assessed,
)
from portal.selectors.finding import findings_by_rule, whose
from portal.selectors.pack_source import Lack, Wish
from portal.selectors.usage import usage_of
from processes.models import OutputRecord


@dataclass(frozen=True)
class Register:
    """One table: the name of its file, what it is, the clause it speaks for, head and rows."""

    name: str
    title: str
    clause: str
    head: list[str]
    rows: list[list[CellValue]]


def registers_of(wish: Wish) -> Iterator[Register]:
    """Every register of the pack, each read by the rights of whoever ordered it."""
    yield _conformance(wish)
    yield _duties(wish)
    yield _improvements(wish)
    yield _outputs(wish)
    if has_permission(wish.person, Permission.USAGE_VIEW):
        yield _usage(wish)


def lacks_found(wish: Wish) -> list[Lack]:
    """What the standing rules find is missing, in the order of the policy."""
    groups = findings_by_rule(wish.person, wish.stretch, at=wish.at)
    return [
        Lack(each.rule.clause, str(each.rule.title), each.what, each.who)
        for group in groups
        for each in group.findings
    ]


def _conformance(wish: Wish) -> Register:
    head = [_("Clause"), _("Title"), _("Requirements"), standard_assessed()]
    head += [str(word) for word in STANDINGS.values()]
    rows: list[list[CellValue]] = [
        [
            line.name,
            line.title,
            line.codes,
            line.standard or str(UNMAPPED),
            *(cell.count for cell in line.tally.cells),
        ]
        for line in conformance_of(wish.person, wish.stretch, at=wish.at)
    ]
    return Register("conformance.csv", _("Conformance, clause by clause"), "", head, rows)


def _duties(wish: Wish) -> Register:
    head = [
        _("Clause"),
        _("Kind"),
        _("What"),
        _("Period"),
        _("By whom"),
        _("Department"),
        _("Due"),
        _("State"),
        _("Done"),
        _("Evidence"),
        _("Reason"),
    ]
    rows: list[list[CellValue]] = [
        [
            clause_name(row.clause),
            str(row.get_kind_display()),
            said(row, "title"),
            row.period,
            whose(row),
            said(row.department),
            _moment(row.due_at),
            str(row.get_state_display()),
            _moment(row.done_at),
            row.evidence,
            row.waive_reason,
        ]
        for row in duties_of_clause(wish.person, wish.stretch, "", "", at=wish.at)
    ]
    return Register("duties.csv", _("Register of duties"), "6.4", head, rows)


def _improvements(wish: Wish) -> Register:
    head = [
        _("Number"),
        _("Title"),
        _("Process"),
        _("Department"),
        _("Owner"),
        _("Stage"),
        _("Due"),
        _("Closed"),
        _("Norm changed"),
    ]
    open_then = Q(closed_at=None) | Q(closed_at__gte=wish.stretch.begins_at)
    found = Improvement.objects.visible_to(wish.person).filter(
        open_then, raised_at__lt=wish.stretch.ends_before
    )
    found = found.select_related("process", "department", "owner", "norm_version__document")
    rows: list[list[CellValue]] = [
        [
            row.number,
            row.title,
            said(row.process),
            said(row.department),
            row.owner.name,
            str(row.get_state_display()),
            str(row.due_on or ""),
            _moment(row.closed_at),
            str(row.norm_version or row.no_norm_reason),
        ]
        for row in found.order_by("number")
    ]
    return Register("improvements.csv", _("Register of improvements"), "6.4.4", head, rows)


def _outputs(wish: Wish) -> Register:
    head = [_("Process"), _("Output"), _("Period"), _("What was filed"), _("Filed")]
    found = OutputRecord.objects.visible_to(wish.person).standing().filter(wish.within("filed_at"))
    rows: list[list[CellValue]] = [
        [said(row.output.process), said(row.output), row.period, row.title, _moment(row.filed_at)]
        for row in found.select_related("output__process").order_by(
            "output__process__position", "output__position", "period", "pk"
        )
    ]
    return Register("outputs.csv", _("Register of outputs"), "6.2", head, rows)


def _usage(wish: Wish) -> Register:
    """How the collection was kept, week by week; company-wide counts, nobody by name.

    Who was active is left out: ordering a pack is an act too, and the same records give the same bytes.
    """
    head = [
        _("Week"),
        _("Weekly data owed"),
        _("Done in time"),
        _("Done late"),
        _("Missing"),
        _("In time, per cent"),
        _("Accepted"),
        _("Accepted the first time"),
    ]
    rows: list[list[CellValue]] = [
        [
            row.week.label,
            row.duties.owed,
            row.duties.in_time,
            row.duties.late,
            row.duties.missing,
            row.in_time.shown,
            row.accepted,
            row.first_time,
        ]
        for row in usage_of(wish.stretch, at=wish.at).weeks
        if row.duties != Tally() or row.accepted
    ]
    return Register("usage.csv", _("Usage by week"), "6.4.2②", head, rows)


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
