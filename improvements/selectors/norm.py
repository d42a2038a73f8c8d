"""The norms that govern the process of an improvement, in their latest versions (6.4.4⑤, G35)."""

from governance.models import Document, DocumentVersion, Person
from governance.selectors.calendar import local_day
from governance.states import DocumentState
from improvements.models import Improvement
from processes.models import Norm


def norm_versions(improvement: Improvement, person: Person) -> list[DocumentVersion]:
    """Versions of the process's norms that a person may see and that are no older than the improvement, newest first."""
    governing = Norm.objects.filter(process=improvement.process).values("document")
    found = (
        DocumentVersion.objects.visible_to(person)
        .filter(document__in=governing)
        .exclude(state=DocumentState.DISCARDED)
        .select_related("document")
        .order_by("document__title", "-pk")
    )
    raised = local_day(improvement.raised_at)
    return [row for row in found if row.published_on is None or row.published_on >= raised]


def norms_of(improvement: Improvement, person: Person) -> list[Document]:
    """The documents that govern the process and that a person may see."""
    governing = Norm.objects.filter(process=improvement.process).values("document")
    return list(Document.objects.visible_to(person).filter(pk__in=governing).order_by("title"))
