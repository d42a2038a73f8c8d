"""The norms that govern the process of an improvement, in their latest versions (6.4.4⑤, G35)."""

from governance.models import DocumentVersion, Person
from improvements.models import Improvement
from processes.models import Norm


def norm_versions(improvement: Improvement, person: Person) -> list[DocumentVersion]:
    """Versions of the process's norms that a person may see, the newest of each document first."""
    governing = Norm.objects.filter(process=improvement.process).values("document")
    return list(
        DocumentVersion.objects.visible_to(person)
        .filter(document__in=governing)
        .select_related("document")
        .order_by("document__title", "-pk")
    )
