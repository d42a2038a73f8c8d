"""Surveys of satisfaction with their n, their response rate and where they count (R18, R54, G24, domain §4.3m)."""

from dataclasses import dataclass

from django.db.models import QuerySet

from governance.models import Person
from governance.permissions import Permission, has_permission
from reviews.models import Survey
from reviews.selectors.table import SMALL_N, rate_text

COUNTED, NOT_COUNTED = "counted", "not_counted"
SORTS = {"end": "end", "process": "process__position", "answered": "answered"}


@dataclass(frozen=True)
class SurveyChoice:
    """What the reader of the list has chosen; empty means all."""

    process: str = ""
    year: int | None = None
    counts: str = ""
    sort: str = ""


@dataclass(frozen=True)
class SurveyLine:
    """A survey with its rates, each with its two numbers; few answers are called few."""

    row: Survey
    answered: str
    satisfied: str
    is_few: bool


def surveys_listed(person: Person, chosen: SurveyChoice) -> QuerySet[Survey]:
    """The latest first, unless sorted otherwise."""
    rows: QuerySet[Survey] = Survey.objects.visible_to(person).select_related(
        "process", "project", "indicator"
    )
    if chosen.process:
        rows = rows.filter(process__code=chosen.process)
    if chosen.year:
        rows = rows.filter(end__year=chosen.year)
    if chosen.counts:
        rows = rows.filter(indicator__isnull=chosen.counts == NOT_COUNTED)
    column = SORTS.get(chosen.sort.removeprefix("-"))
    if column is None:
        return rows.order_by("-end", "-pk")
    sign = "-" if chosen.sort.startswith("-") else ""
    return rows.order_by(f"{sign}{column}", "-pk")


def survey_line(row: Survey) -> SurveyLine:
    """Response and satisfaction with their numbers."""
    return SurveyLine(
        row,
        rate_text(row.answered, row.asked),
        rate_text(row.satisfied, row.answered),
        row.answered < SMALL_N,
    )


def may_count(person: Person, row: Survey) -> bool:
    """The PMO lets a survey count, but not whoever registered it (§3.3 no. 2)."""
    return has_permission(person, Permission.REVIEW_RUN) and person.pk != row.registered_by_id
