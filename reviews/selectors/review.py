"""The list of reviews, what a quarter still owes, and the page of one review (6.4.3, R57–R59)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.periods import Quarter
from governance.lib.workflow import Step, open_from
from governance.models import AuditEntry, Obligation, Paper, Person
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.states import STILL_OWED, ObligationKind
from kpi.selectors.report_phrases import period_text
from reviews.models import Review, ReviewAttendance, ReviewItem
from reviews.permissions import chair_who_signs, has_written, may_sign_review
from reviews.selectors.attendance import Coverage, attendances_of, department_coverage
from reviews.selectors.content import inputs_of, items_of, missing_for_signature
from reviews.selectors.inputs import computed_inputs
from reviews.selectors.rules import quorum_decided
from reviews.selectors.table import InputText, input_text
from reviews.selectors.trigger import TriggerLine, trigger_line
from reviews.states import REVIEW_STEPS, ItemState, ReviewKind, ReviewState

SORTS = {"period": "end", "state": "state", "number": "number", "kind": "kind"}
# Steps that ask for more than a reason have a form of their own.
OWN_FORM = frozenset({"convene_review", "hold_review"})
PARTS = "report"


@dataclass(frozen=True)
class ReviewChoice:
    """What the reader of the list has chosen; empty means all."""

    kind: str = ""
    state: str = ""
    period: str = ""
    sort: str = ""


@dataclass(frozen=True)
class ReviewLine:
    """One review in the list: its name, when it was owed, how long after its trigger it began, its items."""

    row: Review
    name: str
    duty: Obligation | None
    trigger: TriggerLine | None
    items: int
    open_items: int


@dataclass(frozen=True)
class Act:
    """A button: its step, its words and its address."""

    step: Step
    label: str
    url: str


@dataclass(frozen=True)
class ReviewPage:
    """What one person sees of one review."""

    row: Review
    name: str
    duty: Obligation | None
    trigger: TriggerLine | None
    acts: tuple[Act, ...]
    inputs: tuple[InputText, ...]
    attendances: tuple[ReviewAttendance, ...]
    coverage: Coverage
    quorum: str
    items: tuple[ReviewItem, ...]
    missing: tuple[str, ...]
    papers: tuple[Paper, ...]
    entries: list[AuditEntry]
    may_convene: bool
    may_attend: bool
    may_write: bool
    is_author: bool
    signer: Person | None


def review_name(row: Review) -> str:
    """A review by its kind and period, in the reader's language."""
    if row.kind == ReviewKind.REGULAR:
        return _("Process review %(period)s") % {"period": period_text(row.period)}
    return _("Ad-hoc process review, trigger of %(day)s") % {"day": f"{row.end:%Y-%m-%d}"}


def reviews_listed(person: Person, chosen: ReviewChoice) -> QuerySet[Review]:
    """The latest period first, unless sorted otherwise."""
    rows: QuerySet[Review] = Review.objects.visible_to(person).select_related(
        "trigger__review", "chaired_by", "signed_by"
    )
    for name in ("kind", "state", "period"):
        if value := getattr(chosen, name):
            rows = rows.filter(**{name: value})
    rows = rows.annotate(
        items_total=Count("items", distinct=True),
        items_open=Count(
            "items",
            filter=Q(items__state__in=(ItemState.OPEN, ItemState.TAKEN_UP)),
            distinct=True,
        ),
    )
    column = SORTS.get(chosen.sort.removeprefix("-"))
    if column is None:
        return rows.order_by("-end", "-pk")
    sign = "-" if chosen.sort.startswith("-") else ""
    return rows.order_by(f"{sign}{column}", "-pk")


def review_lines(rows: Iterable[Review], *, at: datetime) -> list[ReviewLine]:
    """Rows of one page with their duties; one question for all of them."""
    found = list(rows)
    duties = {
        duty.period: duty
        for duty in Obligation.objects.filter(
            kind=ObligationKind.QUARTERLY_REVIEW, period__in={row.period for row in found}
        )
    }
    return [
        ReviewLine(
            row,
            review_name(row),
            duties.get(row.period) if row.kind == ReviewKind.REGULAR else None,
            trigger_line(row.trigger, at=at) if row.trigger else None,
            getattr(row, "items_total", 0),
            getattr(row, "items_open", 0),
        )
        for row in found
    ]


def quarters_to_prepare(*, at: datetime) -> list[Quarter]:
    """The quarters that owe a review and have none; one that was called off is not prepared again by the clock."""
    owed = Obligation.objects.filter(
        kind=ObligationKind.QUARTERLY_REVIEW, state__in=STILL_OWED, opened_at__lte=at
    )
    known = Review.objects.filter(kind=ReviewKind.REGULAR).values("period")
    periods = owed.exclude(period__in=known).order_by("period").values_list("period", flat=True)
    return [Quarter.parse(label) for label in periods]


def quarters_open(*, at: datetime) -> list[Quarter]:
    """The quarters a person may prepare: owed, and without a review that stands."""
    owed = Obligation.objects.filter(
        kind=ObligationKind.QUARTERLY_REVIEW, state__in=STILL_OWED, opened_at__lte=at
    )
    standing = Review.objects.filter(kind=ReviewKind.REGULAR).exclude(state=ReviewState.CANCELLED)
    rows = owed.exclude(period__in=standing.values("period")).order_by("-period")
    return [Quarter.parse(label) for label in rows.values_list("period", flat=True)]


def review_page(row: Review, person: Person, *, at: datetime) -> ReviewPage:
    """A constant number of questions: in preparation the inputs are computed, afterwards they are read."""
    attendances = attendances_of(row) if row.state != ReviewState.PREPARED else []
    items = items_of(row) if row.state != ReviewState.PREPARED else []
    may_run = has_permission(person, Permission.REVIEW_RUN)
    duty = None
    if row.kind == ReviewKind.REGULAR:
        duty = Obligation.objects.filter(
            kind=ObligationKind.QUARTERLY_REVIEW, period=row.period
        ).first()
    is_open = row.state in {ReviewState.CONVENED, ReviewState.HELD}
    return ReviewPage(
        row=row,
        name=review_name(row),
        duty=duty,
        trigger=trigger_line(row.trigger, at=at) if row.trigger else None,
        acts=acts_for(row, person),
        inputs=tuple(input_texts(row, at=at)),
        attendances=tuple(attendances),
        coverage=department_coverage(attendances),
        quorum=quorum_decided().percent if row.state == ReviewState.CONVENED else "",
        items=tuple(items),
        missing=tuple(missing_for_signature(row, items)) if is_open else (),
        papers=tuple(papers_of(row)) if row.state == ReviewState.SIGNED else (),
        entries=list(timeline_of(row)),
        may_convene=row.state == ReviewState.PREPARED
        and has_permission(person, Permission.REVIEW_CONVENE),
        may_attend=row.state == ReviewState.CONVENED and may_run,
        may_write=is_open and may_run,
        is_author=has_written(person, row),
        signer=chair_who_signs(row) if row.state == ReviewState.HELD else None,
    )


def input_texts(row: Review, *, at: datetime) -> list[InputText]:
    """What lies on the table in words: computed in preparation, frozen afterwards; nothing once called off unfrozen."""
    if row.state == ReviewState.PREPARED:
        computed = computed_inputs(row, at=at)
        return [input_text(kind, content) for kind, content in computed.items()]
    return [input_text(each.kind, each.content, each.discussion) for each in inputs_of(row)]


def papers_of(row: Review) -> list[Paper]:
    """The documents of the report as it was signed."""
    papers = Paper.objects.on(row, PARTS).filter(source_sha256=row.content_sha256)
    return list(papers.order_by("language", "format"))


def acts_for(row: Review, person: Person) -> tuple[Act, ...]:
    """The buttons of this state for this person; the service checks again."""
    return tuple(
        Act(step, str(step.label), reverse("reviews:review-step", args=[row.pk, step.name]))
        for step in open_from(REVIEW_STEPS, row.state)
        if step.name not in OWN_FORM and _may(row, person, step)
    )


def _may(row: Review, person: Person, step: Step) -> bool:
    if step.permission == Permission.REVIEW_SIGN:
        return may_sign_review(person, row)
    return has_permission(person, step.permission)
