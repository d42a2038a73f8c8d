"""The lists of approvals, and home and inbox that lead to them: each tab its own, filters, files, constant cost."""

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.services.approval_copy import copy_case
from governance.services.delegation import NewDelegation, make_delegation
from tests.governance.deciding import NOW, TODAY, answer, make_managers, opened

pytestmark = pytest.mark.django_db
LIST = "/approvals/"


@pytest.fixture(autouse=True)
def morning(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def managers(operations):
    return make_managers(operations)


@pytest.fixture
def case(officer, specialist, managers):
    """A norm, written by the specialist, proposed by the officer, to be decided by two managers."""
    return opened(specialist, by=officer)


def page_of(case):
    return reverse("governance:approval-detail", args=[case.pk])


def seen_by(person, url):
    client = Client()
    client.force_login(person)
    return client.get(url)


def titles(answer):
    return [line.approval.pk for line in answer.context["lines"]]


def test_each_tab_holds_what_is_its_own(case, officer, managers, employee):
    copy_case(case, [employee], by=officer, at=NOW)

    assert titles(seen_by(managers[0], LIST)) == [case.pk]
    assert titles(seen_by(managers[0], f"{LIST}?tab=done")) == []
    assert titles(seen_by(officer, f"{LIST}?tab=mine")) == [case.pk]
    assert titles(seen_by(officer, LIST)) == []
    told = seen_by(employee, f"{LIST}?tab=copied")
    assert told.context["lines"][0].is_unread

    answer(case, managers[0])
    assert titles(seen_by(managers[0], LIST)) == []
    assert titles(seen_by(managers[0], f"{LIST}?tab=done")) == [case.pk]
    # One agreement was enough; the other manager is asked no more.
    assert titles(seen_by(managers[1], LIST)) == []


def test_the_tabs_are_called_as_every_inbox_calls_them(employee):
    labels = [tab["label"] for tab in seen_by(employee, LIST).context["tabs"]]

    assert labels == ["待办", "已办", "我发起的", "抄送我的"]


def test_everything_is_listed_for_whoever_follows_all(case, officer, auditor, employee, stranger):
    for person in (officer, auditor):
        assert titles(seen_by(person, f"{LIST}?tab=all")) == [case.pk]
    for person in (employee, stranger):
        assert titles(seen_by(person, f"{LIST}?tab=all")) == []
        labels = [tab["url"] for tab in seen_by(person, LIST).context["tabs"]]
        assert "?tab=all" not in labels


def test_filters_narrow_and_bad_ones_are_left_out(case, officer, specialist):
    base = f"{LIST}?tab=all"
    assert titles(seen_by(officer, f"{base}&kind=norm&state=open&text=事件")) == [case.pk]
    assert titles(seen_by(officer, f"{base}&kind=policy")) == []
    assert titles(seen_by(officer, f"{base}&text=没有这样的标题")) == []
    assert titles(seen_by(officer, f"{base}&kind=nonsense&sort=nonsense&page=zzz")) == [case.pk]


def test_overdue_is_told_and_can_be_filtered(case, managers, time_machine):
    assert titles(seen_by(managers[0], f"{LIST}?overdue=on")) == []

    time_machine.move_to(NOW + timedelta(days=14), tick=False)

    late = seen_by(managers[0], f"{LIST}?overdue=on")
    assert late.context["lines"][0].is_overdue


def test_list_is_given_as_a_file_with_its_filter(case, officer):
    file = seen_by(officer, f"{LIST}?tab=all&kind=norm&format=xlsx")
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(file.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))

    assert rows[1][:2] == (case.pk, "事件管理规范 V1.1")
    assert len(rows) == 2
    csv = b"".join(seen_by(officer, f"{LIST}?tab=all&kind=policy&format=csv").streaming_content)
    assert "事件管理规范" not in csv.decode()


def test_empty_lists_say_what_to_do_next(employee):
    for tab in ("todo", "done", "mine", "copied"):
        page = seen_by(employee, f"{LIST}?tab={tab}")
        assert page.context["empty"]["text"] in page.content.decode()


def statements(person, url):
    client = Client()
    client.force_login(person)
    client.get(url)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_lists_and_page_cost_the_same_for_many_as_for_one(case, officer, specialist, managers):
    addresses = [LIST, f"{LIST}?tab=all", page_of(case)]
    few = [statements(managers[0], url) for url in addresses]
    for number in range(2, 7):
        opened(specialist, by=officer, number=number)
    many = [statements(managers[0], url) for url in addresses]

    assert many == few
    assert max(few[:2]) <= 12
    assert few[2] <= 20


# --- where it begins: home and inbox -------------------------------------------------------------------


def test_home_and_inbox_lead_straight_to_what_waits(case, managers, head, employee):
    new = NewDelegation(head, TODAY, TODAY + timedelta(days=7), "出差")
    make_delegation(new, by=managers[0], at=NOW)

    for person in (managers[0], head):
        front = seen_by(person, "/")
        assert [line.approval for line in front.context["front"].to_decide] == [case]
        # Listed once, with its conclusion; not a second time among what is owed.
        assert front.context["front"].owed.rows == ()
        assert "缩短升级时限" in front.content.decode()
        assert f'href="{page_of(case)}"' in seen_by(person, "/inbox/").content.decode()
    assert [row.principal for row in seen_by(head, "/inbox/").context["deputising"]] == [
        managers[0]
    ]
    assert f"您正在代 {managers[0].name} 审批" in seen_by(head, "/inbox/").content.decode()
    assert seen_by(employee, "/").context["front"].to_decide == ()
