"""People, their roles and first passwords (reliability §3.1–3.3; 三员分立)."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.workflow import NoteMissing, Refused, has_substance
from governance.models import Department, Person, RoleGrant
from governance.permissions import Permission, demand
from governance.selectors.approval_right import holders_of
from governance.selectors.calendar import local_day
from governance.selectors.department import has_not_ended
from governance.services.approval_notice import in_both
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell
from governance.states import Role, Sphere

BUSINESS_ROLES = frozenset(
    {Role.COMMITTEE, Role.PROCESS_MANAGER, Role.PMO, Role.PROCESS_SPECIALIST, Role.DEPARTMENT_HEAD}
)


class CannotCreatePerson(Refused):
    """The account cannot be opened as asked."""


class CannotGrantRole(Refused):
    """The role cannot be given or taken as asked."""


@dataclass(frozen=True)
class NewPerson:
    """What an account needs; `sphere` is business or one of the three administrators.

    Only the demo's accounts, whose password is printed for everybody, need not change it, and share one
    hash of it (`hashed`): each more takes a quarter of a second.
    """

    username: str
    name: str
    staff_no: str
    department: Department | None = None
    email: str = ""
    sphere: str = Sphere.BUSINESS
    rank: int = 100
    must_change_password: bool = True
    hashed: str = ""


def create_person(
    new: NewPerson, *, by: Actor, at: datetime, password: str | None = None
) -> tuple[Person, str]:
    """An account is opened without any right and with an initial password that must be changed.

    Returns the person and the initial password, which is shown once. Raises `CannotCreatePerson`
    when login or staff number is taken, or the department has ended.
    """
    if isinstance(by, Person):
        demand(by, Permission.PERSON_CREATE)
    initial = password or secrets.token_urlsafe(9)
    person = Person(
        username=Person.normalize_username(new.username).strip().casefold(),
        name=new.name.strip(),
        staff_no=Person.normalize_username(new.staff_no).strip(),
        department=new.department,
        email=new.email,
        sphere=new.sphere,
        rank=new.rank,
        must_change_password=new.must_change_password,
    )
    person.password = new.hashed or make_password(initial)
    try:
        with transaction.atomic():
            _hold_department(new.department)
            save_tracked(person, by=by, at=at, reason="governance.create_person")
            record(
                "governance.create_person",
                by=by,
                at=at,
                obj=person,
                change=Change(after={"sphere": new.sphere}),
            )
    except IntegrityError as taken:
        raise CannotCreatePerson(_("This login or staff number is already in use.")) from taken
    return person, initial


def grant_role(
    person: Person,
    role: str,
    *,
    valid_from: date,
    by: Actor,
    at: datetime,
    valid_to: date | None = None,
) -> RoleGrant:
    """A business role is given to a business account by a security administrator, never to oneself.

    Raises `CannotGrantRole` for an administrator's account, an unknown role or one already held.
    """
    _check_granter(person, by)
    if role not in BUSINESS_ROLES:
        raise CannotGrantRole(_("This role is not granted; it belongs to the account itself."))
    if person.sphere != Sphere.BUSINESS:
        raise CannotGrantRole(_("An administrator holds no business role."))
    if RoleGrant.objects.in_force(valid_from).filter(person=person, role=role).exists():
        raise CannotGrantRole(_("%(name)s already holds this role.") % {"name": person.name})
    grant = RoleGrant(
        person=person,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by=by.actor_label,
    )
    with transaction.atomic():
        save_tracked(grant, by=by, at=at, reason="governance.grant_role")
        record(
            "governance.grant_role", by=by, at=at, obj=person, change=Change(after={"role": role})
        )
    return grant


def withdraw_role(grant: RoleGrant, *, last_day: date, by: Actor, at: datetime) -> RoleGrant:
    """A role ends with its last day; a grant is closed, never deleted."""
    _check_granter(grant.person, by)
    # Given and taken on one day: it must not hold for the rest of that day.
    grant.valid_from = min(grant.valid_from, last_day)
    grant.valid_to = last_day
    with transaction.atomic():
        save_tracked(
            grant,
            by=by,
            at=at,
            reason="governance.withdraw_role",
            fields=["valid_from", "valid_to"],
        )
        record(
            "governance.withdraw_role",
            by=by,
            at=at,
            obj=grant.person,
            change=Change(before={"role": grant.role}, after={"valid_to": str(grant.valid_to)}),
        )
    return grant


def disable_person(person: Person, *, by: Actor, at: datetime, reason: str) -> Person:
    """An account is disabled at once and never deleted; the last administrator of a kind stays.

    The PMO hears of a business account, because what it still has is handed over (G18).
    """
    if isinstance(by, Person):
        demand(by, Permission.PERSON_CREATE)
    others = Person.objects.filter(sphere=person.sphere, is_active=True).exclude(pk=person.pk)
    if person.sphere != Sphere.BUSINESS and not others.exists():
        raise CannotGrantRole(_("The last administrator of this kind cannot be disabled."))
    person.is_active = False
    with transaction.atomic():
        save_tracked(person, by=by, at=at, reason="governance.disable_person", fields=["is_active"])
        record("governance.disable_person", by=by, at=at, obj=person, change=Change(note=reason))
        if person.sphere == Sphere.BUSINESS:
            _tell_closed(person, at=at)
    return person


def move_person(
    person: Person, department: Department | None, *, by: Person, at: datetime, reason: str
) -> Person:
    """A person belongs to another department from now on; what they reported stays where it was reported.

    Assignments and roles do not move: they are handed over or granted by others. Raises `NotAllowed`,
    `CannotCreatePerson` for a department that has ended, `NoteMissing` without a reason.
    """
    demand(by, Permission.PERSON_CREATE)
    if not has_substance(reason):
        raise NoteMissing(_("Please give a reason."))
    before = person.department.code if person.department else ""
    change = Change(
        before={"department": before},
        after={"department": department.code if department else ""},
        note=reason.strip(),
    )
    with transaction.atomic():
        _hold_department(department)
        person.department = department
        save_tracked(person, by=by, at=at, reason="governance.move_person", fields=["department"])
        record("governance.move_person", by=by, at=at, obj=person, change=change)
    return person


def _hold_department(department: Department | None) -> None:
    """Under the lock of the transaction: a department ends after everybody has left it, and nobody comes later."""
    if department is None:
        return
    hold_the_chain()
    if not has_not_ended(department):
        raise CannotCreatePerson(_("This department has ended."))


def change_password(person: Person, new_password: str, *, by: Person, at: datetime) -> Person:
    """A person sets their own password; the duty to change the initial one ends with it."""
    if by.pk != person.pk:
        raise CannotCreatePerson(_("Only the person can choose the own password."))
    person.set_password(new_password)
    person.must_change_password = False
    with transaction.atomic():
        save_tracked(
            person,
            by=by,
            at=at,
            reason="governance.change_password",
            fields=["password", "must_change_password"],
        )
        record("governance.change_password", by=by, at=at, obj=person)
    return person


def _tell_closed(person: Person, *, at: datetime) -> None:
    chinese, english = in_both(
        lambda: (
            _("The account of %(name)s is closed: please hand over what is still open.")
            % {"name": person.name}
        )
    )
    day = local_day(at)
    pmo = {*holders_of(Role.PMO, day), *holders_of(Role.PROCESS_MANAGER, day)}
    url = reverse("portal:hand-over", args=[person.pk])
    tell(Note(f"closed:{person.pk}:{at.isoformat()}", chinese, english, url=url), pmo, at=at)


def _check_granter(person: Person, by: Actor) -> None:
    if not isinstance(by, Person):
        return
    demand(by, Permission.ROLE_GRANT)
    if by.pk == person.pk:
        raise CannotGrantRole(_("Nobody grants or extends their own rights."))
