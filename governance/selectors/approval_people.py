"""Whom one can ask, tell, or name as a deputy: everybody active in the business (domain §6.3)."""

from governance.models import Person
from governance.states import Sphere


def people_to_ask(viewer: Person, *, but: Person | None = None) -> list[Person]:
    """By rank and not by alphabet, with the department that tells equal names apart; one statement."""
    people = Person.objects.visible_to(viewer).filter(is_active=True, sphere=Sphere.BUSINESS)
    if but is not None:
        people = people.exclude(pk=but.pk)
    return list(
        people.select_related("department").order_by("rank", "department__rank", "staff_no")
    )
