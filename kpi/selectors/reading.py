"""Who has read an issue and who has not: for the PMO the list, for everybody their own mark (6.4.2③)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from governance.models import Person, RoleGrant
from governance.permissions import ROLES, Permission, roles_held
from governance.states import Role
from kpi.models import ReportIssue, ReportReading
from kpi.states import ReadingDoor

WATCHERS = frozenset({Role.PMO, Role.PROCESS_MANAGER, Role.AUDITOR})


@dataclass(frozen=True)
class Reader:
    """One person who is to read the issue; without a moment they have not yet."""

    person: Person
    first_at: datetime | None
    last_at: datetime | None
    doors: tuple[str, ...]


@dataclass(frozen=True)
class Readership:
    """How many of those who may read the issue have opened it; `readers` is empty for who may not see the list."""

    read: int
    expected: int
    own_at: datetime | None
    readers: tuple[Reader, ...]

    @property
    def is_listed(self) -> bool:
        return bool(self.readers)


def readership(issue: ReportIssue, person: Person, *, at: datetime) -> Readership:
    """Everybody who may read reports today is expected to; the policy names no recipients (G26).

    Two questions for the PMO and the auditor, one for anybody else.
    """
    noted = defaultdict(list)
    rows = ReportReading.objects.visible_to(person).filter(issue=issue).order_by("first_at")
    for row in rows:
        noted[row.person_id].append(row)
    own = noted.get(person.pk, [])
    own_at = own[0].first_at if own else None
    if not roles_held(person) & WATCHERS:
        return Readership(len(noted), 0, own_at, ())
    readers = tuple(_reader(each, noted.get(each.pk, [])) for each in readers_expected(at))
    read = sum(reader.first_at is not None for reader in readers)
    return Readership(read, len(readers), own_at, readers)


def readers_expected(at: datetime) -> list[Person]:
    """Everybody active who may read issued reports, in the company's order."""
    roles = [
        role for role, charter in ROLES.items() if Permission.REPORT_VIEW in charter.permissions
    ]
    grants = RoleGrant.objects.in_force(timezone.localdate(at)).filter(role__in=roles)
    people = Person.objects.filter(pk__in=grants.values("person"), is_active=True)
    return list(people.order_by("rank", "name", "pk"))


def _reader(person: Person, rows: list[ReportReading]) -> Reader:
    if not rows:
        return Reader(person, None, None, ())
    doors = tuple(str(ReadingDoor(row.door).label) for row in rows)
    return Reader(person, rows[0].first_at, max(row.last_at for row in rows), doors)
