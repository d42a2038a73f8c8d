"""The conformance page: clause by clause what was owed and what became of it, with the evidence behind each number."""

import csv
import io

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.forms.setting import SettingForm
from governance.lib.periods import Month
from governance.services.setting import decide_setting
from governance.states import SETTINGS
from kpi.services.checklist import ItemText, draft_checklist, enforce_checklist
from portal.selectors.pack_register import registers_of
from portal.selectors.pack_source import Wish
from portal.selectors.stretch import Stretch
from tests.kpi.assessing import make_requirement
from tests.portal.owing import NOW, done, let_off, missed, owe

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
FEBRUARY = {"period": "2026-02"}


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def english(settings):
    settings.LANGUAGE_CODE = "en"


def look(client, person, name="conformance", **query):
    client.force_login(person)
    return client.get(reverse(f"portal:{name}"), query, headers={"accept-language": "en"})


def tally(answer, label):
    [line] = [each for each in answer.context["lines"] if each.label == label]
    return line.tally


def test_duties_of_a_period_are_counted_by_what_became_of_them(
    client, officer, manager, specialist
):
    done(owe("02-03", person=specialist), "02-03", specialist)
    done(owe("02-10", person=specialist), "02-12", specialist)
    let_off(owe("02-17", person=specialist), manager)
    owe("02-24", person=specialist)
    missed()

    found = tally(look(client, officer, **FEBRUARY), "6.4.2②")

    assert vars(found) == {
        "owed": 3,
        "in_time": 1,
        "late": 1,
        "missing": 1,
        "running": 0,
        "waived": 1,
    }
    assert (found.tone, found.word) == ("danger", "gaps")


def test_what_is_past_its_time_is_missing_before_the_clock_marks_it(client, officer):
    owe("03-10", clock="09:59")
    owe("03-10", clock="10:01", number=2)

    found = tally(look(client, officer, period="2026-03"), "6.4.2②")

    assert (found.missing, found.running) == (1, 1)


@pytest.mark.parametrize(
    ("query", "owed"),
    [
        ({"period": "2026-02"}, 2),
        ({"period": "2026-Q1"}, 3),
        ({"period": "2026"}, 4),
        ({"earliest": "2026-02-01", "latest": "2026-02-27"}, 1),
        ({"earliest": "2026-02-28", "latest": "2026-02-28"}, 1),
        ({"period": "2026-02", "earliest": "2026-03-01", "latest": "2026-03-01"}, 1),
        ({"period": "nonsense"}, 4),
    ],
)
def test_days_of_the_company_decide_what_lies_in_a_period(client, officer, query, owed):
    owe("02-01", clock="00:00")
    owe("02-28", clock="23:59", number=2)
    owe("03-01", clock="00:00", number=3)
    owe("04-01", number=4)

    assert look(client, officer, **query).context["total"].owed == owed


def test_days_in_the_wrong_order_are_told_and_the_year_is_shown(client, officer):
    answer = look(client, officer, earliest="2026-03-02", latest="2026-03-01")

    assert "The last day lies before the first." in answer.content.decode()
    assert answer.context["stretch"].label == "2026"


def test_a_requirement_without_duties_stands_in_its_place(client, officer):
    make_requirement(54, None, "指标体系", "6.4.2①")
    make_requirement(1, None, "封面", "cover")
    owe("02-03")

    labels = [line.label for line in look(client, officer, **FEBRUARY).context["lines"]]

    assert labels == ["cover", "6.4.2①", "6.4.2②"]


def test_clauses_of_the_standard_are_those_the_pmo_wrote_in_the_checklist(client, officer):
    items = [
        ItemText("按周收集", "Weekly", clause_label="6.4.2②", standard_clause="8.2"),
        ItemText("数据完整", "Whole", clause_label="6.4.2②", standard_clause="8.3"),
        ItemText("数据及时", "In time", clause_label="6.4.2②", standard_clause="8.2"),
    ]
    row = draft_checklist("检查表", items, by=officer, at=NOW)
    owe("02-03")
    [line] = look(client, officer, **FEBRUARY).context["lines"]
    assert line.standard == ""

    enforce_checklist(row, by=officer, at=NOW)

    [line] = look(client, officer, **FEBRUARY).context["lines"]
    assert line.standard == "8.2, 8.3"


def test_what_is_still_owed_is_waived_from_its_line_by_who_may(
    client, officer, manager, specialist
):
    open_one = owe("03-20", person=specialist)
    own = owe("03-21", person=manager, number=2)
    done(owe("03-09", person=specialist, number=3), "03-09", specialist)
    period = {"period": "2026-03"}

    assert look(client, officer, "conformance-duties", **period).context["waivable"] == set()
    page = look(client, manager, "conformance-duties", **period)
    assert page.context["waivable"] == {open_one.pk}
    address = reverse("governance:obligation-waive", args=[open_one.pk])
    assert f'action="{address}"' in page.content.decode()

    client.post(address, {"note": "评审取消，并入下季度"})
    client.post(reverse("governance:obligation-waive", args=[own.pk]), {"note": "自己免自己"})

    open_one.refresh_from_db()
    own.refresh_from_db()
    assert (open_one.state, own.state) == ("waived", "open")


def test_a_number_opens_to_its_duties_with_their_evidence(client, officer, specialist):
    done(owe("02-03", person=specialist), "02-03", specialist)
    owe("02-10", person=specialist)
    owe("02-10", clause="6.4.3", kind="quarterly_review")

    answer = look(
        client, officer, "conformance-duties", clause="6.4.2②", standing="in_time", **FEBRUARY
    )

    [row] = answer.context["page"].object_list
    assert (row.period, row.evidence) == ("2026-02-03", "INC 2026-W08")
    assert "INC 2026-W08" in answer.content.decode()


def test_numbers_of_the_page_and_lists_behind_them_agree(client, officer, specialist, manager):
    for number, day in enumerate(["02-03", "02-10", "02-17", "02-24"], 1):
        row = owe(day, person=specialist, number=number)
        if number < 3:
            done(row, f"02-{number * 7 - 3:02}" if number == 1 else "02-12", specialist)
    let_off(row, manager)
    line = tally(look(client, officer, **FEBRUARY), "6.4.2②")

    for name, count in vars(line).items():
        listed = look(
            client, officer, "conformance-duties", clause="6.4.2②", standing=name, **FEBRUARY
        )
        assert listed.context["page"].paginator.count == count, name


def test_the_page_as_a_file_says_what_the_page_says(client, officer):
    owe("02-03")
    missed()

    answer = look(client, officer, format="csv", **FEBRUARY)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    [row] = [each for each in csv.reader(io.StringIO(text)) if each[0] == "6.4.2②"]
    assert row[5:11] == ["1", "0", "0", "1", "0", "0"]


@pytest.mark.parametrize("name", ["conformance", "conformance-duties", "findings"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        *((who, 200) for who in ("officer", "manager", "chair", "auditor")),
        *((who, 403) for who in ("specialist", "head", "employee", "system_admin")),
    ],
)
def test_page_is_for_pmo_manager_committee_and_auditor(client, request, name, who, status):
    assert look(client, request.getfixturevalue(who), name).status_code == status


def test_page_costs_as_many_statements_for_one_duty_as_for_many(client, officer):
    client.force_login(officer)

    def cost():
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("portal:conformance"), FEBRUARY)
        return len(caught)

    owe("02-03")
    cost()
    few = cost()
    for number in range(2, 30):
        owe("02-03", number=number, clause=f"6.{number}")
    missed()

    assert cost() <= few <= 20


def test_column_of_the_standard_names_the_edition_once_it_is_decided(client, officer, manager):
    owe("02-03")
    open_page = look(client, officer, **FEBRUARY)
    assert open_page.context["standard"] == "GB/T 28827.1"
    assert "Which edition it is has not been decided." in open_page.content.decode()

    decide_setting("assessed_edition", "2022", by=manager, at=NOW, reason="客户合同按 2022 版")

    page = look(client, officer, **FEBRUARY)
    assert page.context["standard"] == "GB/T 28827.1-2022"
    assert "Which edition it is has not been decided." not in page.content.decode()


def test_clause_without_a_clause_of_the_standard_says_so_on_page_file_and_in_the_pack(
    client, officer, manager
):
    items = [ItemText("按周收集", "Weekly", clause_label="6.4.2②", standard_clause="8.2")]
    enforce_checklist(draft_checklist("检查表", items, by=officer, at=NOW), by=officer, at=NOW)
    decide_setting("assessed_edition", "2022", by=manager, at=NOW, reason="客户合同按 2022 版")
    owe("02-03")
    owe("02-10", clause="6.4.3", kind="quarterly_review", number=2)

    page = look(client, officer, **FEBRUARY)
    file = look(client, officer, format="csv", **FEBRUARY)
    [table] = [
        each
        for each in registers_of(Wish(officer, Stretch.of(Month(2026, 2)), NOW, "en"))
        if each.name == "conformance.csv"
    ]

    assert "1 of 2 clauses are mapped to GB/T 28827.1-2022" in page.content.decode()
    head, *rows = csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig")))
    column = head.index("GB/T 28827.1-2022")
    assert [row[column] for row in rows[:2]] == ["8.2", "not mapped yet"]
    assert table.head[3] == "GB/T 28827.1-2022"
    assert [row[3] for row in table.rows] == ["8.2", "not mapped yet"]


@pytest.mark.parametrize(
    ("year", "is_taken"), [("2022", True), ("", True), ("22", False), ("=1+1", False)]
)
def test_edition_is_a_year_or_open(year, is_taken):
    form = SettingForm(
        {"value": year, "reason": "按合同"}, kind=SETTINGS["assessed_edition"], current=""
    )

    assert form.is_valid() is is_taken
