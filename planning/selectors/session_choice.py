"""What can be chosen for a training: departments, processes, people (6.4.1)."""

from typing import Any

from governance.models import Department, Person
from governance.states import Sphere
from processes.models import Process


def people_to_choose() -> list[Person]:
    """Who can be a trainee or a trainer: the business people with an account."""
    people = Person.objects.filter(is_active=True, sphere=Sphere.BUSINESS)
    return list(people.select_related("department").order_by("rank", "staff_no"))


def training_choices() -> dict[str, dict[int, Any]]:
    """Departments, processes and people by their keys, in the order in which they are shown."""
    return {
        "departments": {row.pk: row for row in Department.objects.order_by("rank", "pk")},
        "processes": {row.pk: row for row in Process.objects.order_by("position", "pk")},
        "people": {row.pk: row for row in people_to_choose()},
    }
