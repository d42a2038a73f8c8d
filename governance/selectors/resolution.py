"""The register of resolutions, the page of one, and the conditions that are not met yet (5.1, G20, G21)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from governance.models import (
    AgendaItem,
    Meeting,
    Person,
    Resolution,
    ResolutionCondition,
    StoredFile,
)
from governance.selectors.calendar import local_moment
from governance.states import (
    Ballot,
    ConditionState,
    MajorityBasis,
    Outcome,
    Seat,
    SeparationRule,
)

CLOSES = time(17)
YEAR = re.compile(r"[12][0-9]{3}", re.ASCII)
UNMET = (ConditionState.OPEN, ConditionState.MET)


@dataclass(frozen=True)
class ResolutionFilter:
    """What the reader of the register has chosen; empty means all."""

    outcome: str = ""
    kind: str = ""
    year: str = ""
    conditions: str = ""
    text: str = ""


@dataclass(frozen=True)
class ConditionLine:
    """A condition with its evidence, and whether its day has passed without it."""

    row: ResolutionCondition
    due_at: datetime
    is_overdue: bool
    files: list[StoredFile]


@dataclass(frozen=True)
class Tallied:
    """The frozen count in words and arithmetic, and the line of each kind of answer."""

    quorum: str
    majority: str
    rule: str
    counts: list[tuple[str, int]]
    votes: list[tuple[str, str, str]]


@dataclass(frozen=True)
class ResolutionPage:
    """Everything the page of one resolution shows."""

    resolution: Resolution
    tallied: Tallied | None
    conditions: list[ConditionLine]
    files: list[StoredFile]
    item: AgendaItem | None


def resolutions_in_register(person: Person, chosen: ResolutionFilter) -> QuerySet[Resolution]:
    """The register the latest first, narrowed by what was chosen."""
    rows = Resolution.objects.visible_to(person).select_related("approval", "meeting", "closed_by")
    if chosen.outcome:
        rows = rows.filter(outcome=chosen.outcome)
    if chosen.kind:
        rows = rows.filter(approval__kind=chosen.kind)
    if chosen.year:
        begin, end = year_of_text(chosen.year)
        rows = rows.filter(closed_at__gte=local_moment(begin), closed_at__lt=local_moment(end))
    if chosen.conditions:
        unmet = ResolutionCondition.objects.filter(state__in=UNMET).values("resolution")
        rows = rows.filter(pk__in=unmet)
    if chosen.text:
        rows = rows.filter(
            Q(number__icontains=chosen.text)
            | Q(title__icontains=chosen.text)
            | Q(title_en__icontains=chosen.text)
            | Q(text__icontains=chosen.text)
        )
    counted: QuerySet[Resolution] = rows.annotate(
        condition_count=Count("conditions", distinct=True),
        unmet_count=Count("conditions", filter=Q(conditions__state__in=UNMET), distinct=True),
    )
    return counted.order_by("-closed_at", "-pk")


def resolution_page(resolution: Resolution, *, at: datetime) -> ResolutionPage:
    """One resolution with its count in words, its conditions and the signed page."""
    meeting: Meeting | None = resolution.meeting
    item = (
        AgendaItem.objects.filter(meeting=meeting, approval=resolution.approval_id).first()
        if meeting is not None and resolution.approval_id
        else None
    )
    conditions = ResolutionCondition.objects.filter(resolution=resolution).select_related(
        "responsible", "department", "confirmed_by", "resolution"
    )
    return ResolutionPage(
        resolution=resolution,
        tallied=tally_in_words(resolution.tally),
        conditions=condition_lines(list(conditions.order_by("position")), at=at),
        files=list(
            StoredFile.objects.on(resolution).select_related("uploaded_by").order_by("uploaded_at")
        ),
        item=item,
    )


def unmet_conditions(person: Person, *, at: datetime) -> list[ConditionLine]:
    """未落实的条件: what is open or waits for confirmation, the earliest due first."""
    rows = (
        ResolutionCondition.objects.visible_to(person)
        .filter(state__in=UNMET)
        .select_related("resolution", "responsible", "department")
        .order_by("due_on", "pk")
    )
    return condition_lines(list(rows), at=at)


def condition_lines(rows: Sequence[ResolutionCondition], *, at: datetime) -> list[ConditionLine]:
    """Conditions with their files; one question for all."""
    files: dict[str, list[StoredFile]] = {}
    for file in StoredFile.objects.on(*rows).select_related("uploaded_by").order_by("uploaded_at"):
        files.setdefault(file.object_key, []).append(file)
    lines = []
    for row in rows:
        due_at = local_moment(row.due_on, CLOSES)
        is_overdue = row.state == ConditionState.OPEN and at > due_at
        lines.append(ConditionLine(row, due_at, is_overdue, files.get(str(row.pk), [])))
    return lines


def file_on(row: Resolution | ResolutionCondition, pk: int) -> StoredFile | None:
    """One file of exactly this record, if it was not taken off; the record came through its door."""
    found: StoredFile | None = StoredFile.objects.on(row).filter(pk=pk).first()
    return found


def tally_in_words(tally: dict[str, Any]) -> Tallied | None:
    """How the frozen count came to its outcome, so that anybody can count again; None where nothing was counted."""
    if not tally:
        return None
    words = {key: tally.get(key, 0) for key in ("base", "present", "yes", "no", "recused")}
    quorum = _(
        "%(base)s with a vote × %(share)s, rounded up: at least %(needed)s; %(present)s took part."
    ) % {
        "base": tally["base"],
        "share": tally["quorum"],
        "needed": tally["quorum_needed"],
        "present": tally["present"],
    }
    if words["recused"]:
        quorum += " " + _("%(count)s recused and left out of the reckoning.") % {
            "count": words["recused"]
        }
    strict = tally["is_majority_strict"]
    sentence = (
        _("More than %(share)s of %(base)s (%(basis)s): at least %(needed)s; %(yes)s agreed.")
        if strict
        else _("At least %(share)s of %(base)s (%(basis)s): at least %(needed)s; %(yes)s agreed.")
    )
    majority = sentence % {
        "share": tally["majority"],
        "base": tally["majority_base"],
        "basis": MajorityBasis(tally["majority_basis"]).label,
        "needed": tally["majority_needed"],
        "yes": tally["yes"],
    }
    rule = (
        _("Who abstained counted as present.")
        if tally["abstentions_count"]
        else _("Who abstained did not count as present.")
    )
    counts = [
        (_("agree"), tally["yes"]),
        (_("disagree"), tally["no"]),
        (_("abstain"), tally["abstained"]),
        (_("return for correction"), tally.get("returned", 0)),
        (_("recuse"), tally["recused"]),
        (_("did not vote"), tally["waiting"]),
    ]
    return Tallied(quorum, majority, rule, counts, [_answer(each) for each in tally["votes"]])


def _answer(each: dict[str, Any]) -> tuple[str, str, str]:
    """Who, in which seat, answered what; a deputy and an exception are named beside the answer."""
    answer = str(Ballot(each["ballot"]).label) if each["ballot"] else _("did not vote")
    remarks = []
    if each["barred"]:
        remarks.append(str(SeparationRule(each["barred"]).label))
    if each["cast_by"] and each["cast_by"] != each["name"]:
        remarks.append(_("by %(name)s as deputy") % {"name": each["cast_by"]})
    remarks += each["exceptions"]
    told = f"{answer} ({', '.join(remarks)})" if remarks else answer
    return each["name"], str(Seat(each["seat"]).label), told


def granting_resolutions(person: Person) -> QuerySet[Resolution]:
    """The resolutions that passed, the latest first: what an exception can stand on."""
    rows: QuerySet[Resolution] = Resolution.objects.visible_to(person).filter(
        outcome__in=(Outcome.APPROVED, Outcome.CONDITIONAL)
    )
    return rows.order_by("-closed_at", "-pk")


def with_conditions(rows: QuerySet[Resolution]) -> QuerySet[Resolution]:
    """Resolutions with their conditions at hand, in their order."""
    conditions = ResolutionCondition.objects.select_related("responsible", "department")
    return rows.prefetch_related(Prefetch("conditions", queryset=conditions.order_by("position")))


def year_of_text(text: str) -> tuple[date, date]:
    """The first day of a year and of the next one; raises ValueError with a sentence."""
    if not YEAR.fullmatch(text):
        raise ValueError(_("A year has four digits, like 2026."))
    return date(int(text), 1, 1), date(int(text) + 1, 1, 1)
