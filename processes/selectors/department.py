"""The company's departments as the PMO keeps them, with who belongs to them and reports for them (5.3; G15)."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from governance.models import Department, Person


def departments_listed(viewer: Person, on: date) -> QuerySet[Department]:
    """Those that are there first, in their order; each with its active people and its assignments of a day."""
    holds = Q(assignments__valid_from__lte=on) & (
        Q(assignments__valid_to=None) | Q(assignments__valid_to__gte=on)
    )
    rows: QuerySet[Department] = Department.objects.visible_to(viewer)
    return rows.annotate(
        members=Count("people", filter=Q(people__is_active=True), distinct=True),
        reporters=Count("assignments", filter=holds, distinct=True),
    ).order_by("retired_on", "rank", "code")
