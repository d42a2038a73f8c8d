"""Files with weeks' data: whose week a row speaks of, and what is kept for it now (domain §6.1)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Self

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from governance.lib.numbers import BadDate, half_width, parse_date
from governance.lib.periods import BadPeriod, Slice, Week
from governance.models import Job, Person
from kpi.formulas.entry import Key
from kpi.lib.week_file import Line, Table, WeekFile
from kpi.models import Measure, MeasureValue, Submission, WeekUpload
from kpi.selectors.submission import Known
from kpi.states import Aggregation, UploadKind, UploadState
from processes.models import Assignment

UPLOAD_JOB = "week_upload"
PLACE = ("process", "department", "project")
IN_WORK = (UploadState.WAITING, UploadState.CONFIRMED)


class BadPlace(ValueError):  # noqa: N818 -- named for what was written, as house style names refusals
    """A row does not say whose week it is, or says one that is not the reader's; foreign names are not repeated."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column = column


def not_yours() -> str:
    """A foreign assignment and one that does not exist are told in the same words (X17)."""
    return _("This is not yours to hand in, or nobody reports it in this week.")


class Places:
    """Whose week a row speaks of: by the signed sheet of a template, or by the codes in a list."""

    def __init__(self, by: Person, keys: Collection[int], codes: Collection[str]) -> None:
        known: QuerySet[Assignment] = Assignment.objects.visible_to(by)
        known = known.select_related("person", "deputy", "process", "department", "project")
        self.by_key = known.in_bulk(keys) if keys else {}
        self.by_code: dict[tuple[str, ...], list[Assignment]] = defaultdict(list)
        if codes:
            for row in known.filter(process__code__in=codes).order_by("valid_from", "pk"):
                project = row.project.code if row.project else ""
                self.by_code[row.process.code, row.department.code, project].append(row)
        self.found: dict[tuple[str, ...], tuple[Assignment, Week]] = {}

    @classmethod
    def named_in(cls, by: Person, file: WeekFile) -> Self:
        """Everything a file speaks of, two questions."""
        keys = [table.identity.assignment for table in file.tables if table.identity]
        codes = {
            half_width(line.text("process"))
            for table in file.tables
            if not table.identity
            for line in table.lines
        }
        return cls(by, keys, codes)

    def of(self, table: Table, line: Line) -> tuple[Assignment, Week]:
        """The assignment and week of a row; raises `BadPlace`."""
        if table.identity is not None:
            assignment = self.by_key.get(table.identity.assignment)
            if assignment is None:
                raise BadPlace("", not_yours())
            return assignment, Week.parse(table.identity.week)
        return self.at(
            *(half_width(line.text(name)) for name in PLACE),
            half_width(line.text("week")) or line.text("slice_start"),
        )

    def at(self, *key: str) -> tuple[Assignment, Week]:
        """By process, department, project, and the week or a day in it; raises `BadPlace`."""
        if key not in self.found:
            self.found[key] = self._look_up(*key)
        return self.found[key]

    def _look_up(self, *key: str) -> tuple[Assignment, Week]:
        *place, label = key
        for name, text in zip(("process", "department"), place, strict=False):
            if not text:
                raise BadPlace(name, _("Please say whose number this is."))
        week = _week_of(label)
        rows = [row for row in self.by_code[tuple(place)] if row.covers(week.start, week.end)]
        if not rows:
            raise BadPlace("process", not_yours())
        # After a hand-over inside the week the later one reports it.
        return rows[-1], week


def _week_of(text: str) -> Week:
    """A week by its label, or by its first day or any other."""
    try:
        return Week.parse(text)
    except BadPeriod as bad:
        try:
            day = parse_date(text)
        except BadDate:
            raise BadPlace("week", str(bad)) from bad
        if day is None:
            raise BadPlace("week", str(bad)) from bad
        return Week.of(day)


def kept_cells(records: Iterable[Submission]) -> dict[int, dict[Key, Known]]:
    """What is stored for some records now, by record and cell."""
    found: dict[int, dict[Key, Known]] = defaultdict(dict)
    rows = MeasureValue.objects.filter(submission__in=[row.pk for row in records]).values_list(
        "submission_id",
        "measure__code",
        "start",
        "end",
        "value",
        "no_data_reason",
        "reason",
        "grade",
        "narrative",
    )
    for record, code, start, end, *said in rows:
        found[record][code, Slice(start, end)] = Known(*said)
    return found


def graded_codes() -> frozenset[str]:
    """The measures that are given a grade and words in place of a number."""
    rows = Measure.objects.filter(aggregation=Aggregation.GRADE)
    return frozenset(rows.values_list("code", flat=True))


def own_uploads(person: Person) -> QuerySet[WeekUpload]:
    """A person's latest files, newest first."""
    found: QuerySet[WeekUpload] = (
        WeekUpload.objects.visible_to(person)
        .filter(uploaded_by=person, kind=UploadKind.WEEKS)
        .defer("content", "bad_cells")
        .order_by("-uploaded_at", "-pk")
    )
    return found


def history_uploads(person: Person) -> QuerySet[WeekUpload]:
    """The files of history, newest first."""
    found: QuerySet[WeekUpload] = (
        WeekUpload.objects.visible_to(person)
        .filter(kind=UploadKind.HISTORY)
        .select_related("uploaded_by", "decided_by")
        .defer("content", "bad_cells")
        .order_by("-uploaded_at", "-pk")
    )
    return found


def histories_waiting(person: Person) -> int:
    """How many lists of past data wait for this very person's decision."""
    rows = WeekUpload.objects.filter(kind=UploadKind.HISTORY, state=UploadState.PROPOSED)
    return rows.exclude(uploaded_by=person).count()


def job_of(upload: WeekUpload) -> Job | None:
    """The latest work on a file, for its progress."""
    return Job.objects.filter(kind=UPLOAD_JOB, subject=str(upload.pk)).order_by("-pk").first()


def places_staged(weeks: Sequence[dict[str, Any]]) -> list[tuple[Assignment, Week]]:
    """The assignments and weeks of a staged file, in its order."""
    rows = Assignment.objects.select_related("person", "deputy", "process", "department", "project")
    found = rows.in_bulk({week["assignment"] for week in weeks})
    return [(found[week["assignment"]], Week.parse(week["week"])) for week in weeks]


def assignments_held(keys: Collection[int]) -> list[Assignment]:
    """The assignments a list of past data speaks of, in the order of the framework."""
    if not keys:
        return []
    rows = Assignment.objects.filter(pk__in=keys).select_related("process", "department")
    return list(rows.order_by("process__position", "department__code", "pk"))


def expired_uploads(at: Any) -> list[WeekUpload]:
    """Files whose time is over and whose bytes are still there, unless a second person is to decide."""
    undecided = (UploadState.PROPOSED, UploadState.CONFIRMED)
    rows = WeekUpload.objects.filter(expires_at__lt=at).exclude(stored_as="")
    return list(rows.exclude(state__in=undecided).order_by("pk")[:100])
