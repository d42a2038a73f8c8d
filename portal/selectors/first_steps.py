"""The first steps of a company that begins: from the first account to the first issued report (design §6; 6.4.2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.models import Person, RoleGrant, Setting
from governance.permissions import Permission, has_permission
from governance.states import Role, Sphere
from kpi.models import Indicator, Report, Submission, Target
from kpi.states import Entry, IndicatorState, ReportKind, ReportState, SubmissionState
from processes.models import Assignment

Text = str | Promise
# Whoever has one of these has a step of their own; nobody else is shown the list.
BEGINNERS = (
    Permission.PERSON_CREATE,
    Permission.ROLE_GRANT,
    Permission.SETTING_EDIT,
    Permission.INDICATOR_ADOPT,
)


@dataclass(frozen=True)
class FirstStep:
    """One step: what is to be done, how, by whom, where, and whether the records say it is done."""

    title: Text
    how: Text
    who: Text
    url: str
    is_done: bool
    is_next: bool = False


@dataclass(frozen=True)
class FirstSteps:
    """All of them in their order; `done` are ticked."""

    steps: tuple[FirstStep, ...]

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(step.is_done for step in self.steps)


@dataclass(frozen=True)
class _Kind:
    title: Text
    how: Text
    who: Text
    permission: Permission
    address: Callable[[], str]
    # Every one of these must have a row.
    facts: tuple[str, ...]


def _setting(key: str) -> str:
    return reverse("governance:setting-edit", args=[key])


_KINDS = (
    _Kind(
        _("Open the accounts"),
        _(
            "At least one for the PMO, one for the process manager and one for a process specialist: "
            "who submits does not accept, who writes a report does not issue it."
        ),
        Role.SYS_ADMIN.label,
        Permission.PERSON_CREATE,
        lambda: reverse("governance:person-new"),
        ("accounts",),
    ),
    _Kind(
        _("Grant the roles"),
        _("PMO staff, process manager and process specialist, on the page of each person."),
        Role.SEC_ADMIN.label,
        Permission.ROLE_GRANT,
        lambda: reverse("governance:people"),
        ("pmo", "manager", "specialist"),
    ),
    _Kind(
        _("Write the name of the company"),
        _("It stands on every printed paper; the company code begins every number."),
        Role.PROCESS_MANAGER.label,
        Permission.SETTING_EDIT,
        lambda: _setting("company_name"),
        ("company",),
    ),
    _Kind(
        _("Decide from which week data are owed"),
        _("A Monday. Nothing is owed before it; weeks that have passed since are owed at once."),
        Role.PROCESS_MANAGER.label,
        Permission.SETTING_EDIT,
        lambda: _setting("collect_from"),
        ("collecting",),
    ),
    _Kind(
        _("Adopt indicators"),
        _("The starter set in one step, or one by one from the library."),
        Role.PMO.label,
        Permission.INDICATOR_ADOPT,
        lambda: reverse("kpi:indicators"),
        ("adopted",),
    ),
    _Kind(
        _("Name the specialists"),
        _("Who reports which process for which department, and from when."),
        Role.PMO.label,
        Permission.ASSIGNMENT_EDIT,
        lambda: reverse("processes:assignments"),
        ("assigned",),
    ),
    _Kind(
        _("Set targets"),
        _("The PMO proposes on the page of an indicator; the process manager approves."),
        _("PMO staff, process manager"),
        Permission.TARGET_SET,
        lambda: f"{reverse('kpi:indicators')}?state=adopted",
        ("targets",),
    ),
    _Kind(
        _("Collect and accept the first week"),
        _("The specialist fills in under “Weekly data”; the PMO accepts on the collection board."),
        _("process specialist, PMO staff"),
        Permission.SUBMISSION_ACCEPT,
        lambda: reverse("kpi:board"),
        ("accepted",),
    ),
    _Kind(
        _("Issue the first monthly report"),
        _(
            "It drafts itself when the month is over; the PMO writes and submits, the process manager issues."
        ),
        _("PMO staff, process manager"),
        Permission.REPORT_DRAFT,
        lambda: reverse("kpi:reports"),
        ("issued",),
    ),
)


def first_steps_of(person: Person, today: date) -> FirstSteps | None:
    """The list stands until the first monthly report is issued, and only before whoever has a step of their own.

    A step ticks itself: it is done when the records say so, whoever did it and by whatever way. Two
    statements while a company begins; one, and a small one, for the rest of its life.
    """
    if not any(has_permission(person, each) for each in BEGINNERS) or _issued().exists():
        return None
    exist = {name: Exists(rows) for name, rows in _facts(today).items()}
    found: dict[str, bool] = Person.objects.filter(pk=person.pk).values(**exist).get()
    done = [all(found[fact] for fact in kind.facts) for kind in _KINDS]
    mine = [has_permission(person, kind.permission) for kind in _KINDS]
    following = next((n for n, each in enumerate(done) if not each and mine[n]), None)
    return FirstSteps(
        tuple(
            FirstStep(
                title=kind.title,
                how=kind.how,
                who=kind.who,
                url=kind.address() if mine[number] else "",
                is_done=done[number],
                is_next=number == following,
            )
            for number, kind in enumerate(_KINDS)
        )
    )


def _facts(today: date) -> dict[str, QuerySet[Any]]:
    """What each step leaves behind; whether it is there is asked, never what it says."""
    grants = RoleGrant.objects.in_force(today).filter(person__is_active=True)
    return {
        "accounts": Person.objects.filter(sphere=Sphere.BUSINESS, is_active=True),
        "pmo": grants.filter(role=Role.PMO),
        "manager": grants.filter(role=Role.PROCESS_MANAGER),
        "specialist": grants.filter(role=Role.PROCESS_SPECIALIST),
        "company": Setting.objects.filter(key="company_name"),
        "collecting": Setting.objects.filter(key="collect_from"),
        "adopted": Indicator.objects.filter(state=IndicatorState.ADOPTED, entry=Entry.PERSON),
        "assigned": Assignment.objects.all(),
        # The policy brings one of its own (clause 7, R66), counted by the system.
        "targets": Target.objects.filter(indicator__entry=Entry.PERSON),
        "accepted": Submission.objects.filter(state=SubmissionState.ACCEPTED),
        "issued": _issued(),
    }


def _issued() -> QuerySet[Report]:
    return Report.objects.filter(kind=ReportKind.MONTHLY, state=ReportState.ISSUED)
