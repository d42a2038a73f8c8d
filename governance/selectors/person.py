"""People as the directory shows them."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils.functional import Promise

from governance.models import Person, RoleGrant
from governance.states import Sphere


def people_listed(viewer: Person, *, text: str = "", department: str = "") -> QuerySet[Person]:
    """The directory, by rank and not by alphabet (domain §6.3); `text` searches name, login and staff number."""
    people: QuerySet[Person] = Person.objects.visible_to(viewer).select_related("department")
    if text:
        people = people.filter(
            Q(name__icontains=text) | Q(username__icontains=text) | Q(staff_no__icontains=text)
        )
    if department:
        people = people.filter(department__code=department)
    grants = RoleGrant.objects.filter(valid_to=None).order_by("role")
    return people.prefetch_related(
        Prefetch("grants", queryset=grants, to_attr="open_grants")
    ).order_by("rank", "department__rank", "staff_no")


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
