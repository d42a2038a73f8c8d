"""The company's projects as the PMO keeps them, with who reports them (G56)."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from governance.models import Person, Project


def projects_listed(viewer: Person, on: date) -> QuerySet[Project]:
    """Running projects first, by their code; each with the number of assignments that report it."""
    holds = Q(assignments__valid_from__lte=on) & (
        Q(assignments__valid_to=None) | Q(assignments__valid_to__gte=on)
    )
    rows: QuerySet[Project] = Project.objects.visible_to(viewer)
    return rows.annotate(reporters=Count("assignments", filter=holds)).order_by(
        "retired_on", "code"
    )
