"""The norms that govern the process of an improvement, and whom a changed one concerns (6.4.4⑤, G35)."""

from dataclasses import dataclass
from datetime import datetime

from governance.models import Document, DocumentVersion, Obligation, Person
from governance.selectors.calendar import local_day
from governance.states import FULFILLED, DocumentState, ObligationKind
from improvements.models import Improvement
from improvements.selectors.gate import doers_of
from planning.models import TrainingSession
from processes.models import Asset, Assignment, Norm


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


def people_concerned(improvement: Improvement, *, at: datetime) -> list[Person]:
    """Whoever works by the changed norm: specialists and deputies of the process, the owner, who carried it out."""
    today = local_day(at)
    places = Assignment.objects.valid_between(today, today).filter(process=improvement.process)
    keys = {improvement.owner_id, *doers_of(improvement)}
    for person, deputy in places.values_list("person", "deputy"):
        keys |= {person, deputy} - {None}
    rows = Person.objects.filter(pk__in=keys, is_active=True).select_related("department")
    return list(rows.order_by("rank", "pk"))


@dataclass(frozen=True)
class Spread:
    """How what was learnt comes to the people: who owes the reading, the trainings on the norm, the lesson kept."""

    readings: tuple[Obligation, ...] = ()
    trainings: tuple[TrainingSession, ...] = ()
    lessons: tuple[Asset, ...] = ()

    @property
    def read(self) -> int:
        """How many have confirmed the reading, in time or late."""
        return sum(each.state in FULFILLED for each in self.readings)


def spread_of(improvement: Improvement, person: Person) -> Spread:
    """The readings of the cited version, the trainings on it, and the lesson in the library. Three questions."""
    lessons = tuple(
        Asset.objects.visible_to(person)
        .filter(source_model="improvement", source_key=str(improvement.pk))
        .order_by("pk")
    )
    version = improvement.norm_version
    if version is None:
        return Spread(lessons=lessons)
    readings = Obligation.objects.filter(
        kind=ObligationKind.DOCUMENT_READING,
        subject__startswith=f"document:{version.document_id}:",
        period=version.label,
    ).select_related("responsible")
    trainings = TrainingSession.objects.filter(
        document=version.document_id, document_version=version.label
    )
    return Spread(
        tuple(readings.order_by("pk")), tuple(trainings.order_by("planned_on", "pk")), lessons
    )
