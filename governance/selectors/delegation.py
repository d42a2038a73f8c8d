"""Who decides for whom, from when to when (domain §6.3; reliability §3.3 no. 6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from governance.models import Delegation, Person
from governance.models.person import roles_held
from governance.permissions import Permission, has_permission
from governance.states import ApprovalKind, Role

SEES_ALL = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.AUDITOR})
COMING, RUNNING, OVER = "planned", "active", "closed"


@dataclass(frozen=True)
class DelegationLine:
    """One delegation as a list shows it: what it covers, how it stands, whether the viewer may end it."""

    row: Delegation
    kinds: tuple[str, ...]
    standing: str
    may_end: bool


def delegations_of(person: Person) -> QuerySet[Delegation]:
    """Those a person gave or received; PMO, process managers and auditors follow all. The latest first."""
    rows: QuerySet[Delegation] = Delegation.objects.visible_to(person)
    if not roles_held(person) & SEES_ALL:
        rows = rows.filter(Q(principal=person) | Q(deputy=person))
    return rows.select_related("principal", "deputy", "created_by", "ended_by").order_by(
        "-valid_to", "-pk"
    )


def delegation_lines(
    rows: Iterable[Delegation], person: Person, today: date
) -> list[DelegationLine]:
    """What a list says of some delegations; either of the two ends one while it is not over, or the PMO."""
    may_end_all = has_permission(person, Permission.HANDOVER_RUN)
    words = {kind.value: str(kind.label) for kind in ApprovalKind}
    lines = []
    for row in rows:
        standing = standing_of(row, today)
        lines.append(
            DelegationLine(
                row,
                tuple(words.get(kind, kind) for kind in row.kinds),
                standing,
                standing != OVER
                and (may_end_all or person.pk in {row.principal_id, row.deputy_id}),
            )
        )
    return lines


def standing_of(row: Delegation, today: date) -> str:
    """A delegation is to come, runs, or is over: ended, or past its last day."""
    if row.ended_at is not None or row.valid_to < today:
        return OVER
    return COMING if row.valid_from > today else RUNNING
