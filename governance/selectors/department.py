"""Departments as acts ask for them: whether one is still there (5.3)."""

from governance.models import Department


def has_not_ended(department: Department) -> bool:
    """Asked of the database at the moment of the act, whatever the open page knew of it."""
    return bool(Department.objects.filter(pk=department.pk, retired_on=None).exists())
