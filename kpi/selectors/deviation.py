"""The register of deviations: what waits for whom, and what each of them says (6.4.2③, R19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from governance.lib.chart import Chart
from governance.models import AuditEntry, Department, Obligation, Person, RoleGrant
from governance.selectors.audit import timeline_of
from governance.selectors.calendar import local_day
from governance.states import ObligationKind, ObligationState, Role
from kpi.formulas import SERIES_RULES
from kpi.models import Deviation
from kpi.selectors.deviation_place import answered_by
from kpi.selectors.deviation_text import Evidence, chart_of_deviation, evidence_in_words
from kpi.selectors.signal import Course, course_of_figures, figures_to_read
from kpi.states import DeviationDecision, DeviationState
from processes.models import Assignment

SORTS = {
    "opened": "opened_at",
    "period": "period_end",
    "indicator": "indicator__code",
    "process": "indicator__process__position",
    "rule": "rule",
    "state": "state",
}
WAITING = "waiting"
WATCHED = "watched"
UNDECIDED = (DeviationState.OPEN, DeviationState.ANALYSED)


@dataclass(frozen=True)
class RegisterFilter:
    """What the reader of the register has chosen; empty means all but what has lapsed."""

    state: str = ""
    rule: str = ""
    process: str = ""
    department: str = ""
    decision: str = ""
    age: int | None = None
    sort: str = ""


@dataclass(frozen=True)
class RegisterLine:
    """One deviation in the register: what it says, how old it is, who must act."""

    row: Deviation
    rule: str
    sentence: str
    age: int
    who: str
    departments: tuple[Department, ...] = ()


@dataclass(frozen=True)
class DeviationPage:
    """Everything the page of one deviation shows."""

    row: Deviation
    rule: str
    who: str
    age: int
    evidence: Evidence
    chart: Chart
    duties: list[Obligation]
    people: list[Person]
    acts: list[AuditEntry]


def rule_name(rule: str) -> str:
    """A rule in the reader's language; its code where it is no longer known."""
    return str(SERIES_RULES.get(rule, rule))


def deviations_in_register(
    person: Person, chosen: RegisterFilter, *, at: datetime
) -> QuerySet[Deviation]:
    """The register, the newest first unless sorted otherwise; what lapsed is asked for by its state."""
    rows = Deviation.objects.visible_to(person).select_related(
        "indicator__process", "report", "responsible", "asked"
    )
    if chosen.state == WAITING:
        rows = rows.filter(state__in=UNDECIDED)
    elif chosen.state == WATCHED:
        rows = rows.filter(_under_watch())
    elif chosen.state:
        rows = rows.filter(state=chosen.state)
    else:
        rows = rows.exclude(state=DeviationState.LAPSED)
    for column, value in (
        ("rule", chosen.rule),
        ("indicator__process__code", chosen.process),
        ("decision", chosen.decision),
    ):
        if value:
            rows = rows.filter(**{column: value})
    if chosen.department:
        rows = rows.filter(answered_by(chosen.department, on=local_day(at)))
    if chosen.age:
        from_day = date.fromordinal(local_day(at).toordinal() - chosen.age + 1)
        rows = rows.filter(opened_at__date__lt=from_day)
    return rows.order_by(*_order(chosen.sort))


def _order(sort: str) -> tuple[str, ...]:
    column = SORTS.get(sort.removeprefix("-"))
    if column is None:
        return ("-opened_at", "-pk")
    sign = "-" if sort.startswith("-") else ""
    return (f"{sign}{column}", f"{sign}pk")


def register_lines(
    rows: list[Deviation], *, at: datetime, places: Mapping[int, list[Department]] | None = None
) -> list[RegisterLine]:
    """Rows of one page in words; `places` are the departments that answer for the processes, where they are told."""
    places = places or {}
    return [
        RegisterLine(
            row,
            rule_name(row.rule),
            evidence_in_words(row).sentence,
            age_of(row, at),
            who_acts(row),
            tuple(places.get(row.indicator.process_id, ())),
        )
        for row in rows
    ]


def age_of(row: Deviation, at: datetime) -> int:
    """Days since the signal, until its decision or today."""
    end = row.decided_at if row.state == DeviationState.DECIDED and row.decided_at else at
    return max((local_day(end) - local_day(row.opened_at)).days, 0)


def who_acts(row: Deviation) -> str:
    """Who has the next step here: whoever was asked, the PMO, or the person who watches."""
    if row.state == DeviationState.OPEN and row.asked is not None:
        return _("%(name)s: analysis") % {"name": row.asked.name}
    if row.state in UNDECIDED:
        return _("PMO: decision") if row.cause else _("PMO: analysis and decision")
    if row.state != DeviationState.DECIDED:
        return ""
    if row.decision == DeviationDecision.WATCH and row.watched_at is None and row.responsible:
        return _("%(name)s: watching until %(day)s") % {
            "name": row.responsible.name,
            "day": row.due_on,
        }
    # Whether a review or an improvement has taken it up is known to those, not here.
    return ""


def deviations_undecided(person: Person) -> QuerySet[Deviation]:
    """The deviations a person may see that wait for a decision."""
    return Deviation.objects.visible_to(person).filter(state__in=UNDECIDED)


def deviations_awaiting_review() -> QuerySet[Deviation]:
    """The deviations for which an ad-hoc review was decided; the review module takes them (6.4.3②)."""
    return _awaiting(DeviationDecision.ADHOC_REVIEW)


def deviations_awaiting_improvement() -> QuerySet[Deviation]:
    """The deviations for which an improvement was decided; the improvement module takes them (6.4.4)."""
    return _awaiting(DeviationDecision.IMPROVEMENT)


def _awaiting(decision: str) -> QuerySet[Deviation]:
    rows: QuerySet[Deviation] = Deviation.objects.filter(
        state=DeviationState.DECIDED, decision=decision
    )
    return rows.select_related("indicator__process", "responsible").order_by("decided_at", "pk")


def deviations_of_process(person: Person, process: int, *, at: datetime) -> list[RegisterLine]:
    """What waits for a decision in one process, for its page."""
    rows = (
        deviations_undecided(person)
        .filter(indicator__process=process)
        .select_related("indicator", "asked")
        .order_by("-opened_at", "-pk")
    )
    return register_lines(list(rows), at=at)


def answerable_people(row: Deviation, *, on: date) -> list[Person]:
    """Who can be asked for the analysis: specialists and deputies of the process, and heads of their departments."""
    assignments = Assignment.objects.filter(process=row.indicator.process_id).valid_between(on, on)
    heads = RoleGrant.objects.in_force(on).filter(
        role=Role.DEPARTMENT_HEAD, person__department__in=assignments.values("department")
    )
    return list(
        Person.objects.filter(
            Q(pk__in=assignments.values("person"))
            | Q(pk__in=assignments.values("deputy"))
            | Q(pk__in=heads.values("person")),
            is_active=True,
        ).order_by("rank", "name", "pk")
    )


def deviation_page(row: Deviation, *, at: datetime, may_ask: bool) -> DeviationPage:
    """One deviation with its evidence, the drawn series, the duties it caused and its timeline."""
    return DeviationPage(
        row=row,
        rule=rule_name(row.rule),
        who=who_acts(row),
        age=age_of(row, at),
        evidence=evidence_in_words(row),
        chart=chart_of_deviation(row, _course(row, at).points),
        duties=list(
            Obligation.objects.filter(
                kind=ObligationKind.DEVIATION_ANALYSIS,
                subject__startswith=f"deviation:{row.pk}:",
                state__in=(ObligationState.OPEN, ObligationState.MISSING),
            ).select_related("responsible")
        ),
        people=answerable_people(row, on=local_day(at)) if may_ask else [],
        acts=timeline_of(row),
    )


def _course(row: Deviation, at: datetime) -> Course:
    return course_of_figures(*figures_to_read([row.indicator], local_day(at))[0])


def _under_watch() -> Q:
    """Decided to be watched, and the day on which to look again has not come."""
    return Q(state=DeviationState.DECIDED, decision=DeviationDecision.WATCH, watched_at=None)


def register_totals(person: Person) -> dict[str, int]:
    """How many wait for a decision, are watched, and were sent to a review or an improvement; one question."""
    decided = Q(state=DeviationState.DECIDED)
    found: dict[str, int] = Deviation.objects.visible_to(person).aggregate(
        undecided=Count("pk", filter=Q(state__in=UNDECIDED), distinct=True),
        watched=Count(
            "pk",
            filter=_under_watch(),
            distinct=True,
        ),
        review=Count(
            "pk", filter=decided & Q(decision=DeviationDecision.ADHOC_REVIEW), distinct=True
        ),
        improvement=Count(
            "pk", filter=decided & Q(decision=DeviationDecision.IMPROVEMENT), distinct=True
        ),
    )
    return found
