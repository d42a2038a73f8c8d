"""The demo company before its first week: people, roles, rules, assignments, indicators and targets."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from governance.lib.actors import SystemActor
from governance.models import Department, Person, PolicyIssue, Project
from governance.services.person import NewPerson, create_person, grant_role
from governance.services.policy_issue import Ruling, decide_issue
from governance.services.saved_view import NewView, save_view
from governance.services.setting import decide_setting
from governance.states import Sphere
from kpi.models import DataSource, Indicator
from kpi.services.indicator import adopt_indicator
from kpi.services.project import require_project
from kpi.services.qualitative import NewQualitative, add_qualitative_indicator
from kpi.services.ticket import Declaration, declare_source
from kpi.states import Dimension
from portal.services.demo.act import Stage
from portal.services.demo.committee import found_committee
from portal.services.demo.figures import FigureBook
from portal.services.demo.indicators import choose_indicators
from portal.services.demo.interfaces import state_interfaces
from portal.services.demo.people import (
    ADMINISTRATORS,
    BUSINESS,
    COMPANY,
    COMPANY_CODE,
    PASSWORD,
    POSTS,
    Character,
)
from portal.services.demo.projects import (
    ADOPTED_REASON,
    GRADED,
    GRADED_HELP,
    GRADED_HELP_EN,
    GRADED_NAME,
    GRADED_NAME_EN,
    GRADES,
    PER_PROJECT,
    PER_PROJECT_REASON,
    PROJECT_POSTS,
    PROJECTS,
)
from portal.services.demo.tickets import SOURCE, mapping_text
from processes.models import Assignment, Process
from processes.services.assignment import NewAssignment, assign_process
from processes.services.project import ProjectNames, add_project

ACTOR = SystemActor("seed_demo")
WEEKS_BEFORE = 3
SPEAKING = ["beyond_limit", "eight_on_one_side", "six_trending"]


@dataclass(frozen=True)
class DemoWorld:
    """Everything an act of the script needs to find."""

    stage: Stage
    book: FigureBook
    people: dict[str, Person]
    posts: dict[str, Assignment]
    source: DataSource

    def reporter(self, process: str) -> Person:
        return self.people[next(post.person for post in POSTS if post.process == process)]

    def officer(self, key: int) -> Person:
        """The two PMO colleagues take turns."""
        return self.people[("shen", "xu")[key % 2]]

    @property
    def manager(self) -> Person:
        return self.people["gu"]


def found_company(stage: Stage, book: FigureBook) -> DemoWorld:
    """A company decides its rules before its first week; every act by whoever may do it, at its moment."""
    people = _hire(stage)
    officer, manager = people["shen"], people["gu"]
    _decide_rules(stage, manager)
    _rule_on_issues(stage, manager)
    found_committee(stage, people)
    _begin_projects(stage, officer)
    choose_indicators(stage, officer, manager)
    posts = _assign(stage, people)
    development = Department.objects.get(code="development")
    declaration = Declaration(SOURCE, mapping_text(book), department=development)
    source = declare_source(declaration, by=officer, at=_before(stage, 4, 14))
    state_interfaces(officer, _before(stage, 4, 15))
    # Shared with everybody: whoever may decide sees what waits for them, others an empty board.
    waiting = NewView("kpi:board", "本周待受理", "mine=1&weeks=4", is_shared=True)
    save_view(waiting, by=officer, at=_before(stage, 3, 10))
    return DemoWorld(stage, book, people, posts, source)


def _before(stage: Stage, days: int, hour: int, minute: int = 0) -> datetime:
    return stage.moment(stage.first - timedelta(days=days), time(hour, minute))


def _hire(stage: Stage) -> dict[str, Person]:
    """The system administrator opens accounts, the security administrator grants roles (三员分立)."""
    begun = _before(stage, 7 * WEEKS_BEFORE, 9)
    departments = {row.code: row for row in Department.objects.all()}
    people: dict[str, Person] = {}
    hashed = make_password(PASSWORD)
    for character in (*ADMINISTRATORS, *BUSINESS):
        by = people.get(ADMINISTRATORS[0].login, ACTOR)
        department = departments.get(character.department)
        new = _account(character, len(people) + 1, department, hashed)
        people[character.login] = create_person(new, by=by, at=begun, password=PASSWORD)[0]
    keeper = people[ADMINISTRATORS[1].login]
    for character in BUSINESS:
        for role in character.roles:
            day = stage.first - timedelta(days=7 * WEEKS_BEFORE)
            grant_role(
                people[character.login],
                role,
                valid_from=day,
                by=keeper,
                at=begun + timedelta(hours=1),
            )
    return people


def _account(
    character: Character, number: int, department: Department | None, hashed: str
) -> NewPerson:
    return NewPerson(
        username=character.login,
        name=character.name,
        staff_no=f"YS{number:04d}",
        department=department,
        email=f"{character.login}@example.com",
        sphere=character.sphere or Sphere.BUSINESS,
        rank=character.rank,
        must_change_password=False,
        hashed=hashed,
    )


def _decide_rules(stage: Stage, manager: Person) -> None:
    at = _before(stage, 14, 9, 30)
    for key, value, reason in (
        ("company_name", COMPANY, "演示数据：虚构公司"),
        ("company_code", COMPANY_CODE, "公司代号"),
        ("collect_from", stage.first.isoformat(), "制度发布后的首个完整采集周"),
        ("second_factor_roles", [], "演示环境：三员也可只凭密码登录，正式使用时不建议"),
        ("signal_rules", SPEAKING, "控制限与连续同侧、连续升降三条规则先行试用"),
        ("signal_least_points", 6, "试用期历史数据少，六个点起计算控制限"),
        ("signal_missed_in_a_row", 2, "连续两次未达成须单独说明"),
    ):
        decide_setting(key, value, by=manager, at=at, reason=reason)


def _rule_on_issues(stage: Stage, manager: Person) -> None:
    """One gap of the policy is ruled on together with its setting, one is left as it is; both will be asked for again."""
    at = _before(stage, 14, 10)
    ruling = Ruling(
        "一个月缺一周仍作判定，缺报另行通报；下一版制度 6.4.2 写明判定所需的数据完整率",
        settings={"coverage_threshold": "0.8"},
    )
    for number, step, words in (
        (25, "rule", ruling),
        (13, "dismiss", Ruling("数据存储只登记位置，现行做法足够，不修改制度")),
    ):
        issue = PolicyIssue.objects.get(number=number)
        decide_issue(issue, step, ruling=words, by=manager, at=at)


def _begin_projects(stage: Stage, officer: Person) -> None:
    """Two customers' projects, the indicator that is counted by them, and one that is graded in words."""
    at = _before(stage, 7, 9)
    for project in PROJECTS:
        names = ProjectNames(project.name, project.name_en)
        add_project(project.code, names, by=officer, at=at)
    counted = Indicator.objects.get(code=PER_PROJECT)
    require_project(
        counted, True, valid_from=stage.first, note=PER_PROJECT_REASON, by=officer, at=at
    )
    graded = add_qualitative_indicator(
        NewQualitative(
            process=Process.objects.get(code="slm"),
            code=GRADED,
            name=GRADED_NAME,
            name_en=GRADED_NAME_EN,
            grades=GRADES,
            dimension=Dimension.SATISFACTION,
            help_text=GRADED_HELP,
            help_text_en=GRADED_HELP_EN,
        ),
        by=officer,
        at=at,
    )
    for row in (counted, graded):
        adopted_at = at + timedelta(minutes=10)
        adopt_indicator(row, by=officer, at=adopted_at, valid_from=stage.first, note=ADOPTED_REASON)


def _assign(stage: Stage, people: dict[str, Person]) -> dict[str, Assignment]:
    projects = {row.code: row for row in Project.objects.all()}
    departments = {row.code: row for row in Department.objects.all()}
    processes = {row.code: row for row in Process.objects.all()}
    return {
        post.key: assign_process(
            NewAssignment(
                person=people[post.person],
                process=processes[post.process],
                department=departments[post.department],
                valid_from=stage.first,
                deputy=people[post.deputy],
                project=projects.get(post.project),
            ),
            by=people["shen"],
            at=_before(stage, 5, 10),
        )
        for post in (*POSTS, *PROJECT_POSTS)
    }
