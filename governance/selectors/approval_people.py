"""Whom one can ask, tell, or name as a deputy: everybody active in the business (domain §6.3)."""

from django.db.models import QuerySet

from governance.models import Person
from governance.states import Sphere


def people_to_ask(viewer: Person) -> QuerySet[Person]:
    """By rank and not by alphabet, with the department that tells equal names apart."""
    people: QuerySet[Person] = Person.objects.visible_to(viewer).filter(
        is_active=True, sphere=Sphere.BUSINESS
    )
    return people.select_related("department").order_by("rank", "department__rank", "staff_no")
