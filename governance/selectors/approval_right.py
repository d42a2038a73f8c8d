"""Who may decide a task now, for themselves or for somebody else (domain §6.3; reliability §3.3 nos. 5, 6 and 10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from governance.models import (
    ApprovalStep,
    ApprovalTask,
    CommitteeMember,
    Delegation,
    Person,
    RoleGrant,
)
from governance.permissions import ROLES, Permission
from governance.states import Role, Sphere, TaskState, Voters

# The role behind a group of voters; who loses it decides no more.
VOTER_ROLES = {
    Voters.PROCESS_MANAGER: Role.PROCESS_MANAGER,
    Voters.PMO: Role.PMO,
    Voters.DEPARTMENT_HEADS: Role.DEPARTMENT_HEAD,
}


def holders_of(role: str, on: date) -> list[Person]:
    """The active people who hold a role on a day, by rank and not by alphabet."""
    grants = RoleGrant.objects.in_force(on).filter(role=role).values("person")
    people = Person.objects.filter(pk__in=grants, is_active=True, sphere=Sphere.BUSINESS)
    return list(people.order_by("rank", "staff_no"))


def members_in_force(on: date) -> list[CommitteeMember]:
    """The members of the committee who have a vote on a day, by rank; closed accounts have none."""
    members = CommitteeMember.objects.in_force(on).filter(has_vote=True, person__is_active=True)
    return list(members.select_related("person").order_by("person__rank", "person__staff_no"))


def is_seated(person: Person, on: date) -> bool:
    """Whether a person has a vote in the committee on a day."""
    return bool(
        CommitteeMember.objects.in_force(on)
        .filter(person=person, has_vote=True, person__is_active=True)
        .exists()
    )


def roles_stored(people: Iterable[Person], on: date) -> dict[int, frozenset[str]]:
    """The business roles of active people as stored at this moment, past anything a request remembers.

    A right that was withdrawn while the page was open is withdrawn (reliability C14).
    """
    keys = [person.pk for person in people]
    active = Person.objects.filter(pk__in=keys, is_active=True, sphere=Sphere.BUSINESS)
    roles: dict[int, set[str]] = {
        pk: {Role.STAFF.value} for pk in active.values_list("pk", flat=True)
    }
    grants = RoleGrant.objects.in_force(on).filter(person__in=list(roles))
    for person, role in grants.values_list("person", "role"):
        roles[person].add(role)
    return {pk: frozenset(held) for pk, held in roles.items()}


def can_decide(roles: frozenset[str]) -> bool:
    """Whether one of the roles lets a person decide where asked."""
    return any(Permission.APPROVAL_DECIDE in ROLES[Role(role)].permissions for role in roles)


def may_now(person: Person, permission: str, on: date) -> bool:
    """Whether a person holds a right as stored at this moment."""
    roles = roles_stored([person], on).get(person.pk, frozenset())
    return any(permission in ROLES[Role(role)].permissions for role in roles)


def keeps_place(task: ApprovalTask, roles: frozenset[str], *, is_member: bool) -> bool:
    """Whoever is asked through a role or a seat decides only while they hold it.

    Who was named, was passed the task or was added decides as the person they are.
    """
    step: ApprovalStep = task.step
    if step.voters == Voters.COMMITTEE:
        return is_member
    if not can_decide(roles):
        return False
    is_personal = task.passed_on_by_id or task.added_by_id or step.voters not in VOTER_ROLES
    return bool(is_personal) or VOTER_ROLES[Voters(step.voters)] in roles


def delegations_to(deputy: Person, kind: str, on: date) -> list[Delegation]:
    """The delegations by which a person decides for others on a day, for one kind of approval."""
    held = Delegation.objects.in_force(on).filter(deputy=deputy).select_related("principal")
    return [row for row in held.order_by("pk") if not row.kinds or kind in row.kinds]


def is_asked(task: ApprovalTask, person: Person, on: date) -> bool:
    """Whether a task is the person's own, or that of somebody they stand in for on the day."""
    if task.person_id == person.pk:
        return True
    kind = task.step.approval.kind
    return any(row.principal_id == task.person_id for row in delegations_to(person, kind, on))


@dataclass(frozen=True)
class AskedTask:
    """An open task in front of a person; `principal` is whom they would decide for, or None for themselves."""

    task: ApprovalTask
    principal: Person | None


def tasks_waiting_for(person: Person, on: date) -> list[AskedTask]:
    """What a person can answer now: their own open tasks, then those of people they stand in for.

    Whether separation of duties allows it is decided with the act; the page says so beforehand.
    """
    held = list(
        Delegation.objects.in_force(on).filter(deputy=person).values_list("principal", "kinds")
    )
    mine = Q(person=person)
    for principal, kinds in held:
        theirs = Q(person=principal)
        mine |= theirs & Q(step__approval__kind__in=kinds) if kinds else theirs
    rows = (
        ApprovalTask.objects.filter(mine, state=TaskState.OPEN)
        .select_related("person", "step__approval__proposed_by")
        .order_by("step__due_at", "pk")
    )
    return [AskedTask(row, None if row.person_id == person.pk else row.person) for row in rows]


def deputies_today(principals: Iterable[Person], kind: str, on: date) -> dict[int, Person]:
    """Who stands in for each of several people on a day for one kind of approval."""
    held = (
        Delegation.objects.in_force(on)
        .filter(principal__in=list(principals))
        .select_related("deputy")
    )
    return {
        row.principal_id: row.deputy
        for row in held.order_by("-pk")
        if not row.kinds or kind in row.kinds
    }
