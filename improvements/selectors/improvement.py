"""The register of improvements, its board and its Gantt chart (6.4.4③, R63)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.lib.bilingual import said
from governance.models import Person
from governance.selectors.calendar import local_day
from improvements.formulas.gantt import Bar, Drawn, drawn_bars
from improvements.models import ActionMeasure, Improvement
from improvements.selectors.overdue import Overdue
from improvements.states import MeasureState, Stage
from kpi.models import Deviation
from kpi.selectors.deviation import deviations_awaiting_improvement

RUNNING = (Stage.IDENTIFY, Stage.PLAN, Stage.IMPLEMENT, Stage.VERIFY, Stage.SOLIDIFY)
SORTS = {
    "number": "number",
    "stage": "state",
    "process": "process__position",
    "department": "department__rank",
    "due": "due_on",
    "raised": "raised_at",
}
OVERDUE = "overdue"
CARDS = 30
# Of these each leads to one improvement; a complaint or a policy issue may lead to several.
ONCE = ("deviation", "review_item", "finding")


@dataclass(frozen=True)
class RegisterChoice:
    """What the reader of the register has chosen; empty means all that has not ended."""

    stage: str = ""
    process: str = ""
    department: str = ""
    source: str = ""
    mine: bool = False
    sort: str = ""


@dataclass(frozen=True)
class ImprovementLine:
    """One improvement in the register: how many measures are done, and what of it is late."""

    row: Improvement
    done: int
    total: int
    overdue: Overdue | None

    @property
    def is_late(self) -> bool:
        """Whether it or one of its measures is past its due time."""
        return self.overdue is not None

    @property
    def url(self) -> str:
        """Its page."""
        return reverse("improvements:improvement", args=[self.row.pk])


@dataclass(frozen=True)
class Column:
    """One stage of the board with its cards; `more` says how many stand only in the list."""

    stage: str
    label: str
    lines: tuple[ImprovementLine, ...]
    count: int
    more: int


def improvements_in_register(
    person: Person, chosen: RegisterChoice, *, late: Collection[int] = ()
) -> QuerySet[Improvement]:
    """The register, the earliest due first unless sorted otherwise; what has ended is asked for by its stage.

    `late` are the keys of what is overdue, asked for as a stage of its own.
    """
    rows = Improvement.objects.visible_to(person).select_related(
        "process", "department", "owner", "indicator"
    )
    ordered: QuerySet[Improvement] = rows.filter(_chosen(person, chosen, late)).order_by(
        *_order(chosen.sort)
    )
    return ordered


def with_measures(rows: QuerySet[Improvement]) -> QuerySet[Improvement]:
    """Each improvement with how many measures of its round there are, and how many are done."""
    this_round = Q(measures__round=F("round"))
    counted: QuerySet[Improvement] = rows.annotate(
        measures_total=Count(
            "measures", filter=this_round & ~Q(measures__state=MeasureState.DROPPED)
        ),
        measures_done=Count("measures", filter=this_round & Q(measures__state=MeasureState.DONE)),
    )
    return counted


def register_lines(
    rows: Iterable[Improvement], *, late: Mapping[int, Overdue]
) -> list[ImprovementLine]:
    """Rows of one page with their counts; no further questions."""
    return [
        ImprovementLine(
            row,
            getattr(row, "measures_done", 0),
            getattr(row, "measures_total", 0),
            late.get(row.pk) if row.state in RUNNING else None,
        )
        for row in rows
    ]


def board_of(
    person: Person, chosen: RegisterChoice, *, late: Mapping[int, Overdue]
) -> list[Column]:
    """One column a stage, each with its first thirty; one statement, however many improvements there are."""
    rows = with_measures(improvements_in_register(person, chosen, late=late))
    place = Window(RowNumber(), partition_by=F("state"), order_by=(F("due_on"), F("pk")))
    in_stage = Window(Count("pk"), partition_by=F("state"))
    shown = list(rows.annotate(place=place, in_stage=in_stage).filter(place__lte=CARDS))
    counts = {row.state: row.in_stage for row in shown}
    lines = register_lines(shown, late=late)
    columns = []
    for stage in RUNNING:
        here = tuple(line for line in lines if line.row.state == stage)
        count = counts.get(stage, 0)
        columns.append(Column(stage, str(Stage(stage).label), here, count, count - len(here)))
    return columns


def register_totals(
    person: Person, chosen: RegisterChoice, *, at: datetime, late: Collection[int]
) -> dict[str, int]:
    """The numbers above the register: running, overdue, waiting for verification, closed this year.

    `chosen` counts what the filters leave, for the pages of the list. One statement for all five.
    """
    year = local_day(at).year
    found: dict[str, int] = Improvement.objects.visible_to(person).aggregate(
        running=Count("pk", filter=Q(state__in=RUNNING), distinct=True),
        overdue=Count("pk", filter=Q(state__in=RUNNING, pk__in=list(late)), distinct=True),
        verify=Count("pk", filter=Q(state=Stage.VERIFY), distinct=True),
        closed=Count("pk", filter=Q(state=Stage.CLOSED, closed_at__year=year), distinct=True),
        chosen=Count("pk", filter=_chosen(person, chosen, late), distinct=True),
    )
    return found


def gantt_of(lines: Sequence[ImprovementLine], *, at: datetime) -> Drawn | None:
    """Improvements from the day they were raised to their due date; without a date they end today."""
    today = local_day(at)
    bars = [
        Bar(
            f"{line.row.number.rsplit('-', 1)[-1]} {line.row.title}",
            local_day(line.row.raised_at),
            max(line.row.due_on or today, local_day(line.row.raised_at)),
            "late" if line.is_late else line.row.state,
            line.url,
        )
        for line in lines
    ]
    return drawn_bars(bars, today)


def bars_of_measures(rows: Sequence[ActionMeasure], today: date | None) -> list[Bar]:
    """Measures from their first to their last day; without a today nothing is late."""
    return [
        Bar(
            row.text,
            row.starts_on or row.due_on,
            row.due_on,
            "late"
            if today and row.state == MeasureState.OPEN and row.due_on < today
            else row.state,
        )
        for row in rows
    ]


def deviations_without_improvement(person: Person) -> QuerySet[Deviation]:
    """What was decided to become an improvement and is none yet, the earliest decision first; a void one is none (R60).

    As long as an improvement of an indicator is not closed, it takes up whatever else is decided of it.
    """
    same = Q(deviation__indicator=OuterRef("indicator")) | Q(indicator=OuterRef("indicator"))
    alive = Q(closed_at=None) | Q(closed_at__gte=OuterRef("decided_at"))
    works = Improvement.objects.filter(same, alive).exclude(state=Stage.VOID)
    cites = Improvement.objects.filter(deviation=OuterRef("pk")).exclude(state=Stage.VOID)
    seen = Deviation.objects.visible_to(person).values("pk")
    return deviations_awaiting_improvement().filter(~Exists(works), ~Exists(cites), pk__in=seen)


def improvements_from(cited: Mapping[str, Any]) -> QuerySet[Improvement]:
    """What a deviation, an item or a finding has led to already: each leads to one improvement that is not void."""
    once = {name: cited[name] for name in ONCE if cited.get(name) is not None}
    rows: QuerySet[Improvement] = Improvement.objects.filter(**once).exclude(state=Stage.VOID)
    return rows.order_by("pk") if once else rows.none()


def source_text(row: Improvement) -> tuple[str, str]:
    """Where it comes from, in words and with the address of that page."""
    if row.deviation is not None:
        deviation = row.deviation
        text = f"{deviation.indicator.code} {said(deviation.indicator)} · {deviation.period}"
        return text, reverse("kpi:deviation", args=[deviation.pk])
    if row.policy_issue is not None:
        issue = row.policy_issue
        return f"G{issue.number}", reverse("governance:issue-detail", args=[issue.number])
    if row.review_item is not None:
        item = row.review_item
        return str(item), reverse("reviews:item", args=[item.pk])
    if row.finding is not None:
        finding = row.finding
        return str(finding), reverse("kpi:assessment-finding", args=[finding.pk])
    if row.feedback is not None:
        return row.feedback.number, reverse("reviews:feedback-one", args=[row.feedback.pk])
    return row.source_note or _("not said"), ""


def _chosen(person: Person, chosen: RegisterChoice, late: Collection[int]) -> Q:
    if chosen.stage == OVERDUE:
        wanted = Q(state__in=RUNNING, pk__in=list(late))
    elif chosen.stage:
        wanted = Q(state=chosen.stage)
    else:
        wanted = Q(state__in=RUNNING)
    for column, value in (
        ("process__code", chosen.process),
        ("department__code", chosen.department),
        ("source", chosen.source),
    ):
        if value:
            wanted &= Q(**{column: value})
    if chosen.mine:
        measures = ActionMeasure.objects.filter(responsible=person)
        wanted &= Q(owner=person) | Q(pk__in=measures.values("improvement"))
    return wanted


def _order(sort: str) -> tuple[str, ...]:
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        return ("due_on", "pk")
    sign = "-" if sort.startswith("-") else ""
    return (f"{sign}{column}", f"{sign}pk")
