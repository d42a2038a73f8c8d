"""The company of the journey: who is there on the first day, and the clock that takes them through the year."""

from dataclasses import dataclass, field
from datetime import date, datetime
from io import StringIO

from django.core.management import call_command

from governance.models import Department, Obligation, Person
from governance.selectors.calendar import local_zone
from governance.services.calendar import seed_calendar
from governance.services.setting import decide_setting
from governance.states import Role, Sphere
from portal.tasks import tick
from processes.models import Assignment, Process
from processes.services.assignment import NewAssignment, assign_process
from tests.journeys.year.browser import Visitor
from tests.people import LONG_AGO, SETUP, make_person

# 2026 has 53 weeks: W01 begins on Monday 2025-12-29, W53 ends on 2027-01-03.
FIRST_MONDAY = date(2025, 12, 29)
PEOPLE = (
    ("shen", "沈知秋", "operations", Role.PMO),
    ("fang", "方既白", "operations", Role.PMO),
    ("gu", "顾长风", "operations", Role.PROCESS_MANAGER),
    ("lin", "林小满", "service_desk", Role.PROCESS_SPECIALIST),
    ("he", "何青禾", "operations", Role.PROCESS_SPECIALIST),
    ("qin", "秦远山", "development", Role.PROCESS_SPECIALIST),
    ("shao", "邵一鸣", "development", Role.PROCESS_SPECIALIST),
    ("cheng", "程念慈", "service_desk", Role.DEPARTMENT_HEAD),
    ("du", "杜若川", "operations", Role.DEPARTMENT_HEAD),
    ("lu", "陆见深", "development", Role.DEPARTMENT_HEAD),
    ("zhen", "甄质", "quality", Role.DEPARTMENT_HEAD),
    ("wen", "温若兰", "hr", Role.DEPARTMENT_HEAD),
    ("song", "宋长林", "quality", Role.COMMITTEE),
    ("jiang", "江映雪", "quality", Role.COMMITTEE),
    ("ye", "叶承安", "hr", Role.COMMITTEE),
    ("bai", "白云起", "hr", Role.COMMITTEE),
)
# Process, who reports it, for which department.
PLACES = {
    "service_desk": ("lin", "service_desk"),
    "incident": ("he", "operations"),
    "change": ("qin", "development"),
    "release": ("shao", "development"),
}


def moment(text):
    """A moment as the wall clock of the company shows it: `2026-06-08 09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=local_zone())


@dataclass
class Year:
    """The clock, and everybody by the name they sign in with."""

    clock: object
    rings: int = 0
    visitors: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)

    def travel(self, at):
        self.clock.move_to(at, tick=False)
        self.visitors = {}
        self.rings += 1
        tick()

    def person(self, username):
        return Person.objects.get(username=username)

    def visit(self, username):
        """A new sign-in for every act, as sessions end when nobody is there."""
        if username not in self.visitors:
            self.visitors[username] = Visitor(self.person(username))
        return self.visitors[username]

    def place(self, process):
        return Assignment.objects.get(process__code=process)

    def duty_of(self, process, week):
        subject = self.place(process).subject
        return Obligation.objects.get(kind="weekly_data", subject=subject, period=week)

    def process_of(self, duty):
        """The process whose week an obligation asks for."""
        rows = Assignment.objects.select_related("process")
        return next(row.process.code for row in rows if row.subject == duty.subject)


def found_company():
    """What stands on the first day: catalogue, calendar, people, who reports what, when collecting begins."""
    call_command("load_catalogue", stdout=StringIO())
    seed_calendar([2025, 2026], by=SETUP, at=LONG_AGO)
    for username, name, department, role in PEOPLE:
        make_person(username, name, Department.objects.get(code=department), role)
    make_person("wei", "魏守正", None, sphere=Sphere.SYS_ADMIN)
    make_person("shi", "施明镜", None, sphere=Sphere.AUDITOR)
    officer, manager = Person.objects.get(username="shen"), Person.objects.get(username="gu")
    for key, value in (
        ("company_name", "白桦数字科技有限公司"),
        ("company_code", "BH"),
        ("collect_from", FIRST_MONDAY.isoformat()),
    ):
        decide_setting(key, value, by=manager, at=LONG_AGO, reason="首日设定")
    for process, (username, department) in PLACES.items():
        new = NewAssignment(
            person=Person.objects.get(username=username),
            process=Process.objects.get(code=process),
            department=Department.objects.get(code=department),
            valid_from=FIRST_MONDAY,
        )
        assign_process(new, by=officer, at=LONG_AGO)
