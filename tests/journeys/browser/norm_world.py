"""The company of the story of the norm, and its real weeks of incidents."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from types import SimpleNamespace

from django.core.management import call_command

from governance.lib.periods import Week
from governance.models import Department
from governance.services.calendar import seed_calendar
from governance.services.committee import NewMember, NewRule, record_rule, seat_member
from governance.services.setting import decide_setting
from governance.states import Seat
from kpi.formulas.entry import Typed
from kpi.models import Indicator
from kpi.services.entry import WeekEntry
from kpi.services.indicator import TargetTerms, adopt_indicator
from kpi.services.proposal import approve_proposal, propose_target
from kpi.services.submission import accept_submission, open_week, submit_week
from processes.models import Process
from processes.services.assignment import NewAssignment, assign_process
from processes.services.norm import govern_process
from tests.governance.deciding import RULE
from tests.governance.writing import make_document, make_published
from tests.journeys.conftest import shanghai
from tests.people import LONG_AGO, SETUP, make_person

CODE, TARGET = "INC-02", Decimal(65)
# The real log takes in incidents from 2016-W09 on; here its weeks are those from 2026-W23 on.
REAL, FIRST = Week(2016, 9), Week(2026, 23)
MEASURES = ("inc_resolved", "inc_resolve_late")


def found(specialist, colleague, officer, manager, development):
    """One process with its target, its norm in force, a committee of three."""
    call_command("load_catalogue", stdout=StringIO())
    seed_calendar([2026], by=SETUP, at=LONG_AGO)
    for key, value in (("company_name", "白桦数字科技有限公司"), ("collect_from", "2026-06-01")):
        decide_setting(key, value, by=manager, at=LONG_AGO, reason="首日设定")
    process = Process.objects.get(code="incident")
    adopt_indicator(
        Indicator.objects.get(code=CODE), by=officer, at=LONG_AGO, valid_from=FIRST.start
    )
    terms = TargetTerms(">=", TARGET, FIRST.start, basis="年度目标")
    proposal = propose_target(Indicator.objects.get(code=CODE), terms, by=officer, at=LONG_AGO)
    approve_proposal(proposal, by=manager, at=LONG_AGO)
    assignment = assign_process(
        NewAssignment(
            person=specialist,
            process=process,
            department=Department.objects.get(code="operations"),
            valid_from=FIRST.start,
            deputy=colleague,
        ),
        by=officer,
        at=LONG_AGO,
    )
    norm = make_document(officer, title="事件管理规范", at=shanghai("06-01 08:00"))
    govern_process(process, norm, by=officer, at=shanghai("06-01 08:00"))
    make_published(norm, officer, manager, at=shanghai("06-01 08:00"))
    return SimpleNamespace(
        process=process,
        assignment=assignment,
        norm=norm,
        members=_committee(officer, development),
        specialist=specialist,
        officer=officer,
        manager=manager,
        colleague=colleague,
    )


def _committee(officer, development):
    members = [
        make_person(f"member{number}", name, development, "committee")
        for number, name in enumerate(("白云起", "江望舒", "叶承安"), 1)
    ]
    for person, seat in zip(members, (Seat.CHAIR, Seat.SECRETARY, Seat.MEMBER), strict=True):
        seat_member(NewMember(person, seat), by=officer, at=shanghai("06-01 08:00"))
    rule = NewRule(FIRST.start, RULE.quorum, RULE.majority, basis="委员会首次会议纪要")
    record_rule(rule, by=officer, at=shanghai("06-01 08:00"))
    return members


def collect(company, real, time_machine, numbers):
    """Real weeks come in on their Mondays, slice by slice, and are accepted."""
    for number in numbers:
        week = Week.of(FIRST.start + timedelta(weeks=number))
        shift = FIRST.start - REAL.start
        time_machine.move_to(shanghai(f"{week.end + timedelta(days=1):%m-%d} 09:00"), tick=True)
        at = shanghai(f"{week.end + timedelta(days=1):%m-%d} 09:00")
        cells = {}
        for part in week.slices():
            days = [
                part.start + timedelta(days=day) for day in range((part.end - part.start).days + 1)
            ]
            for name in MEASURES:
                total = sum(int(real[day - shift][name]) for day in days)
                cells[name, part] = Typed(str(total), reason="真实工单")
        row = open_week(company.assignment, week, by=company.specialist, at=at)
        row = submit_week(row, WeekEntry(cells), by=company.specialist, at=at)
        accept_submission(row, by=company.officer, at=at)
