"""Obligations come into being by the calendar, each once, however late the clock is (design §5; R16, R55–R60)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from governance.lib.bulk import use_real_statement_room
from governance.lib.periods import Week
from governance.models import Obligation, Person
from governance.models.person import RoleGrant
from governance.selectors.calendar import local_day, work_calendar
from governance.services.message import Note, tell_each
from governance.services.obligation import Duty, ensure_duties
from governance.states import ObligationKind, Role
from kpi.selectors.asked import wishes
from kpi.selectors.duty import (
    COMPANY,
    Owed,
    first_collected,
    owed_by_company,
    weekly_owed,
    weekly_subject,
    weeks_incomplete,
    weeks_owed,
)
from kpi.selectors.rule import collection_rules
from kpi.services.handover import move_open_work
from processes.models import Assignment
from processes.states import ProcessState

ZH, EN = "zh-hans", "en"
LINES_OF_DIGEST = 12


def ensure_obligations(*, at: datetime) -> list[Obligation]:
    """Whatever the calendar says is owed by now exists, once; each person hears of it in one digest.

    Looks back without limit, so that weeks of darkness are made good in one run, each for its own
    period. Running it twice, or five times at once, changes nothing. Returns what came into being.
    """
    rules, calendar = collection_rules(), work_calendar()
    move_open_work(at=at)
    assignments = list(
        Assignment.objects.filter(process__state=ProcessState.ACTIVE).select_related(
            "person", "deputy", "department", "process", "project"
        )
    )
    owing = weeks_owed(assignments, wishes(split=rules.split), rules, local_day(at))
    duties = []
    for week, rows in weeks_incomplete(owing):
        duties += _weekly(week, rows, weekly_owed(week, rules, calendar))
    first = first_collected(assignments, rules)
    if first is not None:
        duties += [_of_company(owed) for owed in owed_by_company(at, first, rules, calendar)]
    use_real_statement_room()
    with transaction.atomic():
        created = ensure_duties(duties, at=at)
        if created and move_open_work(at=at):
            # What a leaver's weeks still owed came into being for the successor.
            created = list(Obligation.objects.filter(pk__in=[row.pk for row in created]))
        _tell(created, at=at)
    return created


def ensure_weekly_duty(assignment: Assignment, week: Week, *, at: datetime) -> Obligation | None:
    """A week handed in before the clock has rung is owed all the same, so that its act can fulfil it.

    Returns what came into being now; None where it was owed already.
    """
    owed = weekly_owed(week, collection_rules(), work_calendar())
    return next(iter(ensure_duties(_weekly(week, [assignment], owed), at=at)), None)


def ensure_weekly_duties(pairs: Sequence[tuple[Assignment, Week]], *, at: datetime) -> None:
    """The same for many weeks at once."""
    rules, calendar = collection_rules(), work_calendar()
    by_week: dict[Week, list[Assignment]] = defaultdict(list)
    for assignment, week in pairs:
        by_week[week].append(assignment)
    duties = [
        duty
        for week, rows in by_week.items()
        for duty in _weekly(week, rows, weekly_owed(week, rules, calendar))
    ]
    ensure_duties(duties, at=at)


def _weekly(week: Week, rows: Sequence[Assignment], owed: Owed) -> list[Duty]:
    texts = {language: (_what(language), week.display(language)) for language in (ZH, EN)}
    return [
        Duty(
            kind=owed.kind,
            clause=owed.clause,
            subject=weekly_subject(row),
            period=week.label,
            title=f"{texts[ZH][0]} · {row.process.name}（{_place(row, ZH)}）{texts[ZH][1]}",
            title_en=f"{texts[EN][0]} · {row.process.name_en} ({_place(row, EN)}), {texts[EN][1]}",
            url=reverse("kpi:weekly-form", args=[row.pk, week.label]),
            opens_at=owed.opens_at,
            due_at=owed.due_at,
            responsible=row.person,
            deputy=row.deputy,
            department=row.department,
            calendar_note=owed.calendar_note,
        )
        for row in rows
    ]


def _place(row: Assignment, language: str) -> str:
    department = (
        row.department.name if language == ZH else row.department.name_en or row.department.name
    )
    return f"{department} · {row.project.name}" if row.project else department


def _of_company(owed: Owed) -> Duty:
    kind = ObligationKind(owed.kind)
    return Duty(
        kind=owed.kind,
        clause=owed.clause,
        subject=COMPANY,
        period=owed.period.label,
        title=f"{_label(kind, ZH)} · {owed.period.display(ZH)}",
        title_en=f"{_label(kind, EN)} · {owed.period.display(EN)}",
        url=_url_of(kind, owed),
        opens_at=owed.opens_at,
        due_at=owed.due_at,
        role=Role.PMO,
        calendar_note=owed.calendar_note,
    )


def _url_of(kind: ObligationKind, owed: Owed) -> str:
    """Where a duty of the company is done; the pages of later clauses are named, never imported."""
    if kind == ObligationKind.MONTHLY_REPORT:
        return f"{reverse('kpi:reports')}?period={owed.period.label}"
    if kind == ObligationKind.ANNUAL_PLAN:
        return reverse("planning:plan-year", args=[owed.period.label])
    if kind == ObligationKind.QUARTERLY_REVIEW:
        return f"{reverse('reviews:reviews')}?period={owed.period.label}"
    if kind == ObligationKind.SELF_ASSESSMENT:
        return f"{reverse('kpi:self-assessments')}?year={owed.period.label}"
    return ""


def _label(kind: ObligationKind, language: str) -> str:
    with translation.override(language):
        text = str(kind.label)
    return text[:1].upper() + text[1:]


def _what(language: str) -> str:
    with translation.override(language):
        return _("Weekly data")


def _tell(created: Sequence[Obligation], *, at: datetime) -> None:
    """One digest per person and run, never one message per duty."""
    if not created:
        return
    mine: dict[int, list[Obligation]] = defaultdict(list)
    pmo = [row for row in created if row.responsible_role]
    for row in created:
        if row.responsible_id:
            mine[row.responsible_id].append(row)
    holders = _holders({row.responsible_role for row in pmo}, at) if pmo else []
    for person in holders:
        mine[person.pk] += pmo
    people = Person.objects.filter(pk__in=mine)
    tell_each([(_digest(mine[person.pk], at), person) for person in people], at=at)


def _holders(roles: set[str], at: datetime) -> list[Person]:
    grants = RoleGrant.objects.in_force(local_day(at)).filter(role__in=roles)
    return list(Person.objects.filter(pk__in=grants.values("person"), is_active=True))


def _digest(rows: Sequence[Obligation], at: datetime) -> Note:
    ordered = sorted(rows, key=lambda row: (row.due_at, row.title))
    lines = [row.title for row in ordered[:LINES_OF_DIGEST]]
    if len(ordered) > LINES_OF_DIGEST:
        lines.append(f"… {len(ordered) - LINES_OF_DIGEST}")
    subjects = {}
    for language in (ZH, EN):
        with translation.override(language):
            subjects[language] = _("%(count)s new items to do") % {"count": len(ordered)}
    return Note(
        event_key=f"duties:{at.isoformat()}",
        subject=subjects[ZH],
        subject_en=subjects[EN],
        body="\n".join(lines),
        url=reverse("kpi:weekly") if ordered[0].responsible_id else reverse("portal:inbox"),
    )
