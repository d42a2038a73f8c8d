"""Standing rules: what the policy asks and the records do not show, each with whoever can move it (R19–R66)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.lib.bilingual import listed, said
from governance.models import (
    AgendaAction,
    Document,
    DocumentVersion,
    Obligation,
    Person,
    ResolutionCondition,
)
from governance.selectors.calendar import local_day
from governance.states import ConditionState, ObligationKind, Role
from improvements.models import Improvement
from improvements.selectors.improvement import RUNNING, deviations_without_improvement
from improvements.states import Stage
from kpi.formulas import SERIES_RULES
from kpi.models import Deviation
from kpi.selectors.deviation import UNDECIDED
from portal.selectors.conformance import MISSING, duties_within, standing
from portal.selectors.stretch import Stretch
from processes.models import Assignment, KeyActivity, Norm, Output, OutputExpectation, Process
from processes.selectors.linkage import catalogue_with_links, interfaces_of, is_rowless
from processes.states import Category, ProcessState
from reviews.models import ReviewItem
from reviews.selectors.trigger import deviations_without_trigger
from reviews.states import ItemState

# Duties of the rhythm whose absence is a finding of its own.
RHYTHM = (
    ObligationKind.WEEKLY_DATA,
    ObligationKind.MONTHLY_REPORT,
    ObligationKind.QUARTERLY_REVIEW,
    ObligationKind.ANNUAL_PLAN,
    ObligationKind.SELF_ASSESSMENT,
    ObligationKind.OUTPUT,
)


@dataclass(frozen=True)
class Found:
    """One thing that is not as it should be: what, who can move it, where."""

    what: str
    who: str
    url: str


@dataclass(frozen=True)
class Rule:
    """A standing rule with the clause that asks for it; `find` answers with one statement at most."""

    code: str
    title: str | Promise
    clause: str
    find: Callable[["Look"], Iterator[Found]]


@dataclass(frozen=True)
class Finding:
    """What a rule has found, with the rule."""

    rule: Rule
    what: str
    who: str
    url: str


@dataclass(frozen=True)
class Group:
    """The findings of one rule, as many as are shown, and how many there are."""

    rule: Rule
    findings: tuple[Finding, ...]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.findings)


class Look:
    """Who looks, over which days, and what several rules read together."""

    def __init__(self, person: Person, stretch: Stretch, at: datetime) -> None:
        self.person, self.stretch, self.at = person, stretch, at

    @property
    def today(self) -> date:
        """The day on which the rules are asked."""
        return local_day(self.at)

    @cached_property
    def processes(self) -> list[Process]:
        """Processes in use, each with what it has: specialist, norm, a norm in force."""
        norms = Norm.objects.filter(process=OuterRef("pk"))
        holding = DocumentVersion.objects.holding_on(self.today).values("document")
        rows = Process.objects.visible_to(self.person).filter(state=ProcessState.ACTIVE)
        return list(
            rows.annotate(
                has_specialist=Exists(
                    Assignment.objects.valid_between(self.today, self.today).filter(
                        process=OuterRef("pk"), person__is_active=True
                    )
                ),
                has_norm=Exists(norms),
                has_content=Exists(KeyActivity.objects.filter(process=OuterRef("pk")))
                | Exists(Output.objects.filter(process=OuterRef("pk"))),
                has_norm_in_force=Exists(norms.filter(document__in=holding)),
            ).order_by("position", "pk")
        )

    @cached_property
    def missed(self) -> list[Obligation]:
        """Duties of the rhythm that fell due in these days and were not done."""
        rows = duties_within(self.person, self.stretch).filter(
            standing(MISSING, self.at), kind__in=RHYTHM
        )
        return list(rows.select_related("responsible").order_by("due_at", "pk"))

    @cached_property
    def deviations(self) -> list[Deviation]:
        """Deviations that wait for a decision, or were decided and have led to nothing yet."""
        idle = deviations_without_trigger(self.person) | deviations_without_improvement(self.person)
        waits = Q(state__in=UNDECIDED) | Q(pk__in=idle.order_by().values("pk"))
        rows = Deviation.objects.visible_to(self.person).filter(waits).order_by("period_end", "pk")
        return list(rows.select_related("indicator", "asked", "responsible"))

    @cached_property
    def improvements(self) -> list[Improvement]:
        """Improvements that wait for their norm or are past their day."""
        rows = Improvement.objects.visible_to(self.person).filter(
            Q(state=Stage.SOLIDIFY) | Q(state__in=RUNNING, due_on__lt=self.today)
        )
        return list(rows.select_related("owner").order_by("number"))


def findings_by_rule(
    person: Person, stretch: Stretch, *, at: datetime, most: int = 0
) -> list[Group]:
    """What every rule finds, in the order of the policy; a rule that finds nothing is left out.

    What is owed is asked for the days of `stretch`, everything else as it stands at `at`. `most` cuts
    what is handed over of each rule, not what is counted; 0 = all.
    """
    look, groups = Look(person, stretch, at), []
    for rule in RULES:
        found = [Finding(rule, each.what, each.who, each.url) for each in rule.find(look)]
        if found:
            groups.append(Group(rule, tuple(found[:most] if most else found), len(found)))
    return groups


def whose(row: Obligation) -> str:
    """Who owes a duty: a person by name, else the role."""
    if row.responsible:
        return row.responsible.name
    return str(row.get_responsible_role_display())


def _pmo() -> str:
    return str(Role.PMO.label)


def _missed(*kinds: str) -> Callable[[Look], Iterator[Found]]:
    def find(look: Look) -> Iterator[Found]:
        for row in look.missed:
            if row.kind in kinds:
                yield Found(said(row, "title"), whose(row), row.url)

    return find


def _without_norm(look: Look) -> Iterator[Found]:
    for row in look.processes:
        if not row.has_norm:  # type: ignore[attr-defined]  # -- annotated
            yield Found(said(row), _pmo(), reverse("portal:process", args=[row.code]))


def _without_specialist(look: Look) -> Iterator[Found]:
    for row in look.processes:
        # The four management processes are the PMO's own (5.2); departments name specialists for the others.
        if not row.has_specialist and row.category != Category.MANAGEMENT:  # type: ignore[attr-defined]  # -- annotated
            yield Found(said(row), _pmo(), reverse("processes:assignments"))


def _named_one_way(look: Look) -> Iterator[Found]:
    """One line per process that ought to say what it hands back, because it can be moved there."""
    named_by: dict[int, list[Process]] = {}
    named: dict[int, Process] = {}
    for each in interfaces_of(catalogue_with_links(look.person)):
        if not each.is_mutual:
            named[each.target.pk] = each.target
            named_by.setdefault(each.target.pk, []).append(each.source)
    for pk, target in named.items():
        what = _("%(process)s, named by %(others)s") % {
            "process": said(target),
            "others": listed(said(row) for row in named_by[pk]),
        }
        yield Found(what, _pmo(), reverse("processes:process-edit", args=[target.code]))


def _without_row(look: Look) -> Iterator[Found]:
    for row in look.processes:
        if is_rowless(row):
            yield Found(said(row), _pmo(), reverse("processes:process-edit", args=[row.code]))


def _norm_without_file(look: Look) -> Iterator[Found]:
    for row in look.processes:
        if row.has_norm and not row.has_norm_in_force:  # type: ignore[attr-defined]  # -- annotated
            yield Found(said(row), _pmo(), reverse("portal:process", args=[row.code]))


def _undecided(look: Look) -> Iterator[Found]:
    for row in look.deviations:
        if row.state in UNDECIDED:
            who = row.asked.name if row.asked and not row.analysed_at else _pmo()
            yield _deviation(row, str(SERIES_RULES.get(row.rule, row.rule)), who)


def _not_taken_up(look: Look) -> Iterator[Found]:
    for row in look.deviations:
        if row.state not in UNDECIDED:
            who = row.responsible.name if row.responsible else _pmo()
            yield _deviation(row, row.get_decision_display(), who)


def _deviation(row: Deviation, more: str, who: str) -> Found:
    what = f"{row.indicator.code} {said(row.indicator)} · {row.period} · {more}"
    return Found(what, who, reverse("kpi:deviation", args=[row.pk]))


def _not_solidified(look: Look) -> Iterator[Found]:
    for row in look.improvements:
        if row.state == Stage.SOLIDIFY:
            url = reverse("improvements:improvement", args=[row.pk])
            yield Found(str(row), str(Role.PROCESS_MANAGER.label), url)


def _improvement_late(look: Look) -> Iterator[Found]:
    for row in look.improvements:
        if row.due_on and row.due_on < look.today:
            url = reverse("improvements:improvement", args=[row.pk])
            yield Found(_due(str(row), row.due_on), row.owner.name, url)


def _past_review(look: Look) -> Iterator[Found]:
    rows = Document.objects.visible_to(look.person).filter(
        next_review_on__lt=look.today, retired_on=None
    )
    for row in rows.select_related("owner").order_by("next_review_on", "pk"):
        url = reverse("governance:document-detail", args=[row.code])
        yield Found(_due(said(row, "title"), row.next_review_on), said(row.owner) or _pmo(), url)


def _open_conditions(look: Look) -> Iterator[Found]:
    rows = ResolutionCondition.objects.visible_to(look.person).filter(
        state=ConditionState.OPEN, due_on__lt=look.today
    )
    for row in rows.select_related("resolution", "responsible").order_by("due_on", "pk"):
        url = reverse("governance:resolution", args=[row.resolution_id])
        what = f"{row.resolution.number} · {row.text}"
        yield Found(_due(what, row.due_on), row.responsible.name, url)


def _open_actions(look: Look) -> Iterator[Found]:
    rows = AgendaAction.objects.visible_to(look.person).filter(done_at=None, due_on__lt=look.today)
    for row in rows.select_related("item", "responsible").order_by("due_on", "pk"):
        url = reverse("governance:meeting", args=[row.item.meeting_id])
        yield Found(_due(row.text, row.due_on), row.responsible.name, url)


def _open_items(look: Look) -> Iterator[Found]:
    rows = ReviewItem.objects.visible_to(look.person).filter(
        state=ItemState.OPEN, due_on__lt=look.today
    )
    rows = rows.select_related("responsible", "department", "review")
    for row in rows.order_by("due_on", "pk"):
        who = row.responsible.name if row.responsible else said(row.department) or _pmo()
        url = reverse("reviews:item", args=[row.pk])
        yield Found(_due(row.text.partition("\n")[0][:120], row.due_on), who, url)


def _output_unset(look: Look) -> Iterator[Found]:
    known = OutputExpectation.objects.filter(output=OuterRef("pk"))
    rows = Output.objects.visible_to(look.person).filter(
        ~Exists(known), cadence="", process__state=ProcessState.ACTIVE
    )
    for row in rows.select_related("process").order_by("process__position", "position"):
        url = reverse("processes:output", args=[row.pk])
        yield Found(f"{said(row.process)} · {said(row)}", _pmo(), url)


def _due(what: str, day: date | None) -> str:
    return _("%(what)s (due %(day)s)") % {"what": what, "day": day}


# One line a rule; a rule joins only where the records hold the facts it asks for.
RULES: tuple[Rule, ...] = (
    Rule(
        "interface_one_sided",
        gettext_lazy("Process that is named by another and does not name it back"),
        "4③",
        _named_one_way,
    ),
    Rule(
        "resolution_condition_open",
        gettext_lazy("Condition of a resolution past its day"),
        "5.1",
        _open_conditions,
    ),
    Rule(
        "meeting_action_open",
        gettext_lazy("Action agreed by the committee past its day"),
        "5.1",
        _open_actions,
    ),
    Rule(
        "process_without_specialist",
        gettext_lazy("Process without a specialist"),
        "5.2",
        _without_specialist,
    ),
    Rule("document_past_review", gettext_lazy("Document past its review"), "5.2", _past_review),
    Rule("process_without_norm", gettext_lazy("Process without a norm"), "6.1", _without_norm),
    Rule(
        "norm_not_in_force",
        gettext_lazy("Process whose norm has no version in force"),
        "6.1",
        _norm_without_file,
    ),
    Rule(
        "process_without_row",
        gettext_lazy("Process of which nothing is said but its name"),
        "6.2",
        _without_row,
    ),
    Rule(
        "output_not_set",
        gettext_lazy("Output for which nobody has set how often it is owed"),
        "6.2",
        _output_unset,
    ),
    Rule("output_missing", gettext_lazy("Output not filed"), "6.2", _missed(ObligationKind.OUTPUT)),
    Rule(
        "year_without_plan",
        gettext_lazy("Year without an annual plan"),
        "6.4.1",
        _missed(ObligationKind.ANNUAL_PLAN),
    ),
    Rule(
        "week_without_data",
        gettext_lazy("Week without data"),
        "6.4.2②",
        _missed(ObligationKind.WEEKLY_DATA),
    ),
    Rule(
        "month_without_report",
        gettext_lazy("Month without a monitoring report"),
        "6.4.2③",
        _missed(ObligationKind.MONTHLY_REPORT),
    ),
    Rule(
        "red_without_decision", gettext_lazy("Deviation without a decision"), "6.4.2③", _undecided
    ),
    Rule("decided_not_taken_up", gettext_lazy("Decided and not begun"), "6.4.4", _not_taken_up),
    Rule(
        "quarter_without_review",
        gettext_lazy("Quarter without a review"),
        "6.4.3",
        _missed(ObligationKind.QUARTERLY_REVIEW),
    ),
    Rule("review_item_late", gettext_lazy("Item of a review past its day"), "6.4.3", _open_items),
    Rule("improvement_late", gettext_lazy("Improvement past its day"), "6.4.4", _improvement_late),
    Rule(
        "verified_not_solidified",
        gettext_lazy("Improvement that works, but has not changed a norm yet"),
        "6.4.4",
        _not_solidified,
    ),
    Rule(
        "year_without_assessment",
        gettext_lazy("Year without a self-assessment"),
        "7",
        _missed(ObligationKind.SELF_ASSESSMENT),
    ),
)
