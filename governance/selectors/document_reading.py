"""Who must have read which version, who has, and who has not (R30; G52)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from governance.models import (
    Department,
    Document,
    DocumentReader,
    DocumentReading,
    DocumentVersion,
    Obligation,
    Person,
)
from governance.selectors.document_review import review_subject
from governance.states import (
    STILL_OWED,
    Distribution,
    DocumentState,
    ObligationKind,
    Sphere,
)

_UNPUBLISHED = (DocumentState.DRAFT, DocumentState.DISCARDED)
_LIVE = (DocumentState.SCHEDULED, DocumentState.IN_FORCE)


@dataclass(frozen=True)
class ReadingTask:
    """What of one document is to be read: the latest version, and the versions that count as having read it.

    `base` is the latest version whose change its author called material; a later immaterial one asks
    nobody again, and who has read any version from `base` on has read enough.
    """

    document: Document
    base: DocumentVersion
    latest: DocumentVersion
    enough: frozenset[int]


@dataclass(frozen=True)
class Readership:
    """One person on a distribution: the reading that counts, or when the reading is due."""

    person: Person
    reading: DocumentReading | None
    duty: Obligation | None

    @property
    def has_read(self) -> bool:
        return self.reading is not None


@dataclass(frozen=True)
class ReadingCount:
    """How many of a department have read a document."""

    read: int
    asked: int

    @property
    def is_done(self) -> bool:
        return self.read == self.asked


def reading_tasks(documents: Iterable[Document]) -> list[ReadingTask]:
    """The documents that must be read now: on a distribution, and with a version published."""
    asked = {
        row.pk: row
        for row in documents
        if row.distribution != Distribution.NOBODY and row.retired_on is None
    }
    chains: dict[int, list[DocumentVersion]] = defaultdict(list)
    for row in DocumentVersion.objects.filter(document__in=list(asked)).order_by("pk"):
        row.document = asked[row.document_id]
        chains[row.document_id].append(row)
    tasks = [reading_task(asked[key], chain) for key, chain in chains.items()]
    return [task for task in tasks if task is not None]


def reading_task(document: Document, versions: Iterable[DocumentVersion]) -> ReadingTask | None:
    """What of a document is to be read, from its versions at hand; None where nobody is asked."""
    if document.distribution == Distribution.NOBODY or document.retired_on is not None:
        return None
    chain = [
        row
        for row in versions
        if row.state not in _UNPUBLISHED and row.state != DocumentState.RETIRED
    ]
    if not any(row.state in _LIVE for row in chain):
        return None
    return _task_of(document, _in_order(chain))


def people_asked(documents: Sequence[Document]) -> dict[int, list[Person]]:
    """Everybody on the distribution of each document: active people of the business, by department and rank."""
    keys = [row.pk for row in documents]
    departments: dict[int, set[int]] = defaultdict(set)
    for document, department in DocumentReader.objects.filter(document__in=keys).values_list(
        "document", "department"
    ):
        departments[document].add(department)
    return people_of(documents, departments)


def people_of(
    documents: Iterable[Document], departments: Mapping[int, Collection[int]]
) -> dict[int, list[Person]]:
    """The same, where the departments of each document are at hand."""
    people = list(
        Person.objects.filter(is_active=True, sphere=Sphere.BUSINESS)
        .select_related("department")
        .order_by("department__rank", "department_id", "rank", "pk")
    )
    return {
        row.pk: [
            person
            for person in people
            if row.distribution == Distribution.EVERYONE
            or person.department_id in departments.get(row.pk, ())
        ]
        for row in documents
        if row.distribution != Distribution.NOBODY
    }


def readings_enough(tasks: Sequence[ReadingTask]) -> dict[tuple[int, int], DocumentReading]:
    """The latest confirmation that counts, by document and person."""
    enough = {pk: task.document.pk for task in tasks for pk in task.enough}
    rows = DocumentReading.objects.filter(version__in=list(enough)).select_related("version")
    return {(enough[row.version_id], row.person_id): row for row in rows.order_by("at", "pk")}


def reading_subject(document: Document, person_pk: int) -> str:
    """How the duty of one person to read one document is named."""
    return f"document:{document.pk}:{person_pk}"


def open_readings(document: Document, person: Person) -> list[Obligation]:
    """What a person still owes to read of a document."""
    return list(
        Obligation.objects.filter(
            kind=ObligationKind.DOCUMENT_READING,
            subject=reading_subject(document, person.pk),
            state__in=STILL_OWED,
        ).order_by("pk")
    )


def owed_about(document: Document, person: Person) -> list[Obligation]:
    """What is owed because of a document that concerns a reader: the own reading, and its review."""
    return list(
        Obligation.objects.filter(
            kind__in=[ObligationKind.DOCUMENT_READING, ObligationKind.DOCUMENT_REVIEW],
            subject__in=[reading_subject(document, person.pk), review_subject(document)],
            state__in=STILL_OWED,
        ).order_by("due_at", "pk")
    )


def readings_owed(document: Document) -> list[Obligation]:
    """Everything that is still owed to be read of a document."""
    return list(
        Obligation.objects.filter(
            kind=ObligationKind.DOCUMENT_READING,
            subject__startswith=f"document:{document.pk}:",
            state__in=STILL_OWED,
        )
        .select_related("responsible")
        .order_by("pk")
    )


def readership_of(document: Document, only: Department | None) -> list[Readership]:
    """Who has read the present text and who has not, on the whole distribution or in one department."""
    tasks = reading_tasks([document])
    if not tasks:
        return []
    people = people_asked([document])[document.pk]
    read = readings_enough(tasks)
    duties = {row.responsible_id: row for row in readings_owed(document)}
    return [
        Readership(person, read.get((document.pk, person.pk)), duties.get(person.pk))
        for person in people
        if only is None or person.department_id == only.pk
    ]


@dataclass(frozen=True)
class MatrixRow:
    """One document of the matrix: for each department how many have read it, None where nobody is asked."""

    task: ReadingTask
    cells: list[ReadingCount | None]
    total: ReadingCount


@dataclass(frozen=True)
class ReadingMatrix:
    """Documents × departments."""

    departments: list[Department]
    rows: list[MatrixRow]


def reading_matrix(viewer: Person, only: Department | None) -> ReadingMatrix:
    """Who has read what, by document and department; a head sees the own department."""
    documents = list(Document.objects.visible_to(viewer).order_by("number", "title"))
    tasks = reading_tasks(documents)
    asked = people_asked([task.document for task in tasks])
    read = readings_enough(tasks)
    found: dict[int, Department] = {}
    counts: dict[tuple[int, int], list[bool]] = defaultdict(list)
    for task in tasks:
        for person in asked[task.document.pk]:
            department = person.department
            if department is None or (only is not None and department.pk != only.pk):
                continue
            found[department.pk] = department
            has_read = (task.document.pk, person.pk) in read
            counts[task.document.pk, department.pk].append(has_read)
    departments = sorted(found.values(), key=lambda row: (row.rank, row.pk))
    rows = [_row(task, departments, counts) for task in tasks]
    return ReadingMatrix(departments, [row for row in rows if row.total.asked])


def history_of(document: Document, viewer: Person) -> list[DocumentReading]:
    """Every confirmation ever given for any version, as far as the viewer may see them, the latest first."""
    rows = DocumentReading.objects.visible_to(viewer).filter(version__document=document)
    return list(rows.select_related("person__department", "version").order_by("-at", "-pk")[:200])


def documents_on_distribution() -> list[Document]:
    """The documents that somebody must confirm having read."""
    rows = Document.objects.filter(~Q(distribution=Distribution.NOBODY), retired_on=None)
    return list(rows.order_by("pk"))


def _row(
    task: ReadingTask,
    departments: Sequence[Department],
    counts: dict[tuple[int, int], list[bool]],
) -> MatrixRow:
    cells: list[ReadingCount | None] = []
    read = asked = 0
    for department in departments:
        answers = counts.get((task.document.pk, department.pk))
        cells.append(ReadingCount(sum(answers), len(answers)) if answers else None)
        read, asked = read + sum(answers or ()), asked + len(answers or ())
    return MatrixRow(task, cells, ReadingCount(read, asked))


def _in_order(chain: list[DocumentVersion]) -> list[DocumentVersion]:
    return sorted(chain, key=lambda row: (row.effective_on or row.approved_on or date.min, row.pk))


def _task_of(document: Document, chain: list[DocumentVersion]) -> ReadingTask:
    place = max((at for at, row in enumerate(chain) if row.is_material), default=0)
    enough = chain[place:]
    return ReadingTask(document, chain[place], chain[-1], frozenset(row.pk for row in enough))
