"""People as the directory shows them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.models import Person, RoleGrant
from governance.selectors.account_watch import (
    accounts_never_used,
    accounts_without_role,
    roles_ending,
)
from governance.states import Sphere

ACTIVE, CLOSED, WITHOUT_ROLE, UNUSED, ROLE_ENDS = (
    "active",
    "closed",
    "without_role",
    "unused",
    "role_ends",
)
STANDINGS = (
    (ACTIVE, _("active")),
    (CLOSED, _("closed")),
    (WITHOUT_ROLE, _("without a role")),
    (ROLE_ENDS, _("a role ends soon")),
    (UNUSED, _("initial password in use")),
)


@dataclass(frozen=True)
class PeopleWanted:
    """What the directory is narrowed to; nothing narrows to nothing."""

    text: str = ""
    department: str = ""
    role: str = ""
    standing: str = ""


def people_listed(viewer: Person, wanted: PeopleWanted, *, on: date) -> QuerySet[Person]:
    """The directory, by rank and not by alphabet (domain §6.3), each with the roles that hold or are still to begin.

    The text searches name, login and staff number; an administrator holds the role of the own account.
    """
    people: QuerySet[Person] = Person.objects.visible_to(viewer).select_related("department")
    text, department = wanted.text, wanted.department
    if text:
        people = people.filter(
            Q(name__icontains=text) | Q(username__icontains=text) | Q(staff_no__icontains=text)
        )
    if department:
        people = people.filter(department__code=department)
    if wanted.role:
        holders = RoleGrant.objects.in_force(on).filter(role=wanted.role).values("person")
        people = people.filter(Q(pk__in=holders) | Q(sphere=wanted.role))
    people = _standing(people, wanted.standing, on)
    grants = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by(
        "role", "valid_from"
    )
    return people.prefetch_related(
        Prefetch("grants", queryset=grants, to_attr="open_grants")
    ).order_by("rank", "department__rank", "staff_no")


def _standing(people: QuerySet[Person], standing: str, on: date) -> QuerySet[Person]:
    if standing == ACTIVE:
        return people.filter(is_active=True)
    if standing == CLOSED:
        return people.filter(is_active=False)
    if standing == WITHOUT_ROLE:
        return people.filter(pk__in=accounts_without_role(on).order_by().values("pk"))
    if standing == UNUSED:
        return people.filter(pk__in=accounts_never_used().order_by().values("pk"))
    if standing == ROLE_ENDS:
        return people.filter(pk__in=roles_ending(on).order_by().values("person"))
    return people


def people_to_charge(viewer: Person) -> list[Person]:
    """Who can be made responsible for something: everybody active in the business who holds a role."""
    holders = RoleGrant.objects.visible_to(viewer).values("person")
    people = Person.objects.visible_to(viewer).filter(
        is_active=True, sphere=Sphere.BUSINESS, pk__in=holders
    )
    return list(people.order_by("rank", "name", "pk"))


def people_in_role(role: str, *, on: date) -> list[Person]:
    """Who holds a role on a day and is active, by rank."""
    holders = RoleGrant.objects.in_force(on).filter(role=role).values("person")
    people = Person.objects.filter(is_active=True, pk__in=holders).select_related("department")
    return list(people.order_by("rank", "pk"))


def administrators_missing() -> list[str | Promise]:
    """The administrators nobody is: without them accounts, rights or the trail have no keeper."""
    present = set(
        Person.objects.filter(is_active=True)
        .exclude(sphere=Sphere.BUSINESS)
        .values_list("sphere", flat=True)
    )
    return [
        sphere.label for sphere in Sphere if sphere != Sphere.BUSINESS and sphere not in present
    ]


def business_people(viewer: Person) -> list[Person]:
    """The open accounts that do business, by rank: whom a seat, a chair or an action can be given to."""
    people = Person.objects.visible_to(viewer).filter(is_active=True, sphere=Sphere.BUSINESS)
    return list(people.select_related("department").order_by("rank", "staff_no"))
