"""Evidence the system proposes for an item from live records of this and the earlier clauses (domain §3.5; G39)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from governance.lib.periods import Year
from governance.models import DocumentVersion, Obligation, Person, Resolution
from governance.selectors.calendar import local_moment
from governance.states import ObligationKind, ObligationState
from kpi.models import Deviation, Indicator, ReportIssue, SelfAssessment
from kpi.models.checklist import ChecklistItem
from kpi.selectors.duty import assignment_of
from kpi.selectors.self_assessment import assessed_until
from kpi.selectors.system_count import owed_by
from kpi.states import DeviationState, IndicatorState, ReportKind
from processes.models import Assignment, Norm

_MARK = re.compile("[①-⑳]")
# Kinds that are owed by the company or for a record; what a person owes weekly is told per process.
BY_CLAUSE = (
    ObligationKind.MONTHLY_REPORT,
    ObligationKind.QUARTERLY_REVIEW,
    ObligationKind.ANNUAL_PLAN,
    ObligationKind.TRAINING,
    ObligationKind.DOCUMENT_READING,
    ObligationKind.DOCUMENT_REVIEW,
    ObligationKind.DEVIATION_ANALYSIS,
    ObligationKind.IMPROVEMENT,
)
PAGES = {
    ObligationKind.MONTHLY_REPORT: "kpi:reports",
    ObligationKind.QUARTERLY_REVIEW: "reviews:reviews",
    ObligationKind.ANNUAL_PLAN: "planning:plans",
    ObligationKind.TRAINING: "planning:trainings",
    ObligationKind.DOCUMENT_READING: "governance:documents",
    ObligationKind.DOCUMENT_REVIEW: "governance:documents",
    ObligationKind.DEVIATION_ANALYSIS: "kpi:deviations",
    ObligationKind.IMPROVEMENT: "improvements:improvements",
}
_OWED = _(
    "%(what)s in %(year)s: %(owed)s owed, %(in_time)s in time, %(late)s late, %(missing)s missing"
)
_REPORTS = _("Monthly reports of %(year)s issued: %(count)s, the latest %(number)s")
_DEVIATIONS = _("Deviations opened in %(year)s: %(count)s, decided on: %(decided)s")
_INDICATORS = _("Indicators in use: %(count)s")
_DOCUMENT = _("%(title)s %(label)s, in force since %(day)s")
_SPECIALISTS = _("Specialists who report in %(year)s: %(count)s")
_RESOLUTIONS = _("Resolutions of the committee in %(year)s: %(count)s")


@dataclass(frozen=True)
class Proposal:
    """A live record that speaks for a clause or a process; its key names it, so that it is taken once."""

    key: str
    text: str
    text_en: str
    url: str
    clause: str = ""
    process: int | None = None


def suits(item: ChecklistItem, proposal: Proposal) -> bool:
    """A record of a process speaks for the items of that process, every other for its clause and those above and below.

    Where both name a point of the clause (6.4.2②), it must be the same.
    """
    if proposal.process is not None:
        return item.process_id == proposal.process
    mine, theirs = _MARK.sub("", item.clause_label), _MARK.sub("", proposal.clause)
    if not mine or not theirs:
        return False
    is_near = mine == theirs or mine.startswith(f"{theirs}.") or theirs.startswith(f"{mine}.")
    points = set(_MARK.findall(item.clause_label)), set(_MARK.findall(proposal.clause))
    return is_near and (not all(points) or points[0] == points[1])


def own_proposals(assessment: SelfAssessment, *, person: Person, at: datetime) -> list[Proposal]:
    """What governance, catalogue and figures can show for a year, as far as the reader may see it; a constant number of statements."""
    year = Year(assessment.year)
    found: list[Proposal] = []
    for propose in (
        _duties,
        _weekly,
        _reports,
        _deviations,
        _indicators,
        _documents,
        _people,
        _decided,
    ):
        found += propose(_Year(year, assessment, person, at))
    return found


@dataclass(frozen=True)
class _Year:
    """What is looked at, for whom, and when."""

    year: Year
    assessment: SelfAssessment
    person: Person
    at: datetime


def proposal(
    key: str, words: Promise | str, told: dict[str, Any], url: str, **where: Any
) -> Proposal:
    """A proposal in both languages."""
    texts = {}
    for language in ("zh-hans", "en"):
        with override(language):
            texts[language] = str(words) % {name: str(value) for name, value in told.items()}
    return Proposal(key, texts["zh-hans"], texts["en"], url, **where)


def _duties(look: _Year) -> Iterator[Proposal]:
    rows = (
        Obligation.objects.filter(
            kind__in=BY_CLAUSE,
            due_at__gte=local_moment(look.year.start),
            due_at__lt=local_moment(look.year.next().start),
        )
        .filter(owed_by(look.at))
        .values_list("kind", "clause", "state")
        .annotate(count=Count("pk"))
        .order_by("kind", "clause")
    )
    found: dict[tuple[str, str], Counter[str]] = {}
    for kind, clause, state, count in rows:
        found.setdefault((kind, clause), Counter())[state] += count
    for (kind, clause), states in found.items():
        name = ObligationKind(kind)
        told = _told(name.label, look.year, states)
        key = f"duties:{kind}:{clause}:{look.year.label}"
        yield proposal(key, _OWED, told, reverse(PAGES[name]), clause=clause)


def _weekly(look: _Year) -> Iterator[Proposal]:
    rows = (
        Obligation.objects.filter(
            kind=ObligationKind.WEEKLY_DATA, period__startswith=f"{look.year.label}-W"
        )
        .filter(owed_by(look.at))
        .values_list("subject", "state")
        .annotate(count=Count("pk"))
        .order_by()
    )
    counts = [(assignment_of(subject), state, count) for subject, state, count in rows]
    places = dict(Assignment.objects.values_list("pk", "process_id"))
    codes = dict(Assignment.objects.values_list("process_id", "process__code"))
    found: dict[int, Counter[str]] = {}
    for assignment, state, count in counts:
        if assignment in places:
            found.setdefault(places[assignment], Counter())[state] += count
    total: Counter[str] = sum(found.values(), Counter())
    what = ObligationKind.WEEKLY_DATA.label
    if total:
        told = _told(what, look.year, total)
        key = f"weekly:{look.year.label}"
        yield proposal(key, _OWED, told, reverse("kpi:board"), clause="6.4.2②")
    for process, states in found.items():
        url = reverse("portal:process", args=[codes[process]])
        told = _told(what, look.year, states)
        yield proposal(f"weekly:{process}:{look.year.label}", _OWED, told, url, process=process)


def _reports(look: _Year) -> Iterator[Proposal]:
    rows = ReportIssue.objects.filter(
        voided_at=None,
        report__kind=ReportKind.MONTHLY,
        report__project=None,
        report__start__gte=look.year.start,
        report__end__lte=look.year.end,
    ).order_by("report__start", "pk")
    numbers = list(rows.values_list("report", "number"))
    if numbers:
        told = {"year": look.year.label, "count": len(numbers), "number": numbers[-1][1]}
        url = reverse("kpi:report", args=[numbers[-1][0]])
        yield proposal(f"reports:{look.year.label}", _REPORTS, told, url, clause="6.4.2③")


def _deviations(look: _Year) -> Iterator[Proposal]:
    found = Deviation.objects.filter(
        period_end__gte=look.year.start, period_end__lte=look.year.end
    ).exclude(state=DeviationState.LAPSED)
    counts = found.aggregate(
        count=Count("pk"), decided=Count("pk", filter=Q(state=DeviationState.DECIDED))
    )
    if counts["count"]:
        told = {"year": look.year.label, **counts}
        url = reverse("kpi:deviations")
        for clause in ("4②", "6.4.2③"):
            key = f"deviations:{clause}:{look.year.label}"
            yield proposal(key, _DEVIATIONS, told, url, clause=clause)


def _indicators(look: _Year) -> Iterator[Proposal]:
    rows = (
        Indicator.objects.visible_to(look.person)
        .filter(state=IndicatorState.ADOPTED)
        .values_list("process_id", "process__code")
        .annotate(count=Count("pk"))
        .order_by("process__position")
    )
    total = 0
    for process, code, count in rows:
        total += count
        url = f"{reverse('kpi:indicators')}?process={code}"
        yield proposal(f"indicators:{process}", _INDICATORS, {"count": count}, url, process=process)
    if total:
        url = reverse("kpi:indicator-coverage")
        yield proposal("indicators", _INDICATORS, {"count": total}, url, clause="6.4.2①")


def _documents(look: _Year) -> Iterator[Proposal]:
    day = assessed_until(look.assessment, look.at)
    versions = (
        DocumentVersion.objects.visible_to(look.person)
        .holding_on(day)
        .select_related("document")
        .order_by("document__code")
    )
    governed: dict[int, list[int]] = {}
    for document, process in Norm.objects.values_list("document_id", "process_id"):
        governed.setdefault(document, []).append(process)
    for row in versions:
        told = {"title": row.document.title, "label": row.label, "day": row.holds_from}
        url = reverse("governance:document-detail", args=[row.document.code])
        processes = governed.get(row.document_id, [])
        for process in processes:
            yield proposal(f"norm:{row.pk}:{process}", _DOCUMENT, told, url, process=process)
        if processes:
            yield proposal(f"norm:{row.pk}", _DOCUMENT, told, url, clause="6.1")
        else:
            for clause in ("1", "5.1①", "5.2①"):
                key = f"document:{row.pk}:{clause}"
                yield proposal(key, _DOCUMENT, told, url, clause=clause)


def _people(look: _Year) -> Iterator[Proposal]:
    rows: Iterable[tuple[int, str, int]] = (
        Assignment.objects.visible_to(look.person)
        .valid_between(look.year.start, assessed_until(look.assessment, look.at))
        .values_list("process_id", "process__code")
        .annotate(count=Count("person", distinct=True))
        .order_by("process__position")
    )
    for process, code, count in rows:
        told = {"year": look.year.label, "count": count}
        url = reverse("portal:process", args=[code])
        key = f"people:{process}:{look.year.label}"
        yield proposal(key, _SPECIALISTS, told, url, process=process)


def _decided(look: _Year) -> Iterator[Proposal]:
    count = (
        Resolution.objects.visible_to(look.person)
        .filter(
            closed_at__gte=local_moment(look.year.start),
            closed_at__lt=local_moment(look.year.next().start),
        )
        .count()
    )
    if count:
        told = {"year": look.year.label, "count": count}
        url = reverse("governance:resolutions")
        yield proposal(f"resolutions:{look.year.label}", _RESOLUTIONS, told, url, clause="5.1")


def _told(what: Any, year: Year, states: Counter[str]) -> dict[str, Any]:
    in_time, late = states[ObligationState.DONE], states[ObligationState.LATE_DONE]
    owed = sum(states.values())
    return {
        "what": what,
        "year": year.label,
        "owed": owed,
        "in_time": in_time,
        "late": late,
        "missing": owed - in_time - late,
    }
