"""A ruling decides settings right there, and the badge says so everywhere (domain §2)."""

import pytest
from django.urls import get_resolver, reverse

from governance.lib.context import current_context, set_context
from governance.lib.workflow import NotAllowed
from governance.models import PolicyIssue, Setting
from governance.selectors.policy_issue import standing_of_gap
from governance.selectors.ruling import DECIDED_ON, settings_of_issue
from governance.selectors.setting import setting_value
from governance.services.policy_issue import CannotRule, Ruling, decide_issue
from governance.states import SETTINGS, IssueState
from governance.views.backend import PersonBackend
from tests.people import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def around():
    """What came with a reader is gone with the page."""
    before = current_context()
    yield
    set_context(before)


WORKDAY = "monthly_report_workday"


@pytest.fixture
def issue(catalogue):
    """How the month is formed and due: three settings answer it."""
    return PolicyIssue.objects.get(number=26)


def rule(issue, by, **settings):
    return decide_issue(
        issue, "rule", ruling=Ruling("每月第三个工作日", "V1.1", settings), by=by, at=LONG_AGO
    )


def test_ruling_decides_its_settings_with_itself_as_the_reason(issue, manager):
    rule(issue, manager, **{WORKDAY: 3, "month_rule": "slices"})

    row = Setting.objects.get(key=WORKDAY)
    assert (row.value, row.reason, row.changed_by) == (3, "G26: 每月第三个工作日", manager.name)
    # What is as it was is not decided anew.
    assert not Setting.objects.filter(key="month_rule").exists()


def test_ruling_that_cannot_be_recorded_decides_nothing(issue, manager):
    with pytest.raises(CannotRule):
        rule(issue, manager, weekly_due={"workday": 2, "time": "12:00"})

    issue.refresh_from_db()
    assert issue.state == IssueState.OPEN
    assert Setting.objects.count() == 0


def test_ruling_in_words_by_the_officer_leaves_settings_alone(issue, officer):
    rule(issue, officer)

    issue.refresh_from_db()
    assert issue.state == IssueState.RULED
    assert setting_value(WORKDAY) == SETTINGS[WORKDAY].default


def test_ruling_with_settings_by_who_may_not_decide_them_is_refused_whole(issue, officer):
    with pytest.raises(NotAllowed):
        rule(issue, officer, **{WORKDAY: 3})

    issue.refresh_from_db()
    assert issue.state == IssueState.OPEN


def test_leaving_an_issue_as_it_is_decides_no_setting(issue, manager):
    ruling = Ruling("无需修订", settings={WORKDAY: 3})

    with pytest.raises(CannotRule):
        decide_issue(issue, "dismiss", ruling=ruling, by=manager, at=LONG_AGO)


def test_every_setting_with_a_gap_belongs_to_an_issue_of_the_register(catalogue):
    numbers = set(PolicyIssue.objects.values_list("number", flat=True))

    assert {int(kind.gap[1:]) for kind in SETTINGS.values() if kind.gap} <= numbers
    assert {int(code[1:]) for code in DECIDED_ON} <= numbers


def test_every_page_on_which_data_are_decided_is_there():
    names = {page.url_name for pages in DECIDED_ON.values() for page in pages}

    assert all(reverse(name) for name in names)
    assert get_resolver()


def test_settings_of_an_issue_are_all_and_only_its_own(issue):
    found = {line.kind.key for line in settings_of_issue("G26")}

    assert found == {key for key, kind in SETTINGS.items() if kind.gap == "G26"}
    assert WORKDAY in found


def test_standing_of_a_gap_comes_with_the_reader(issue, officer):
    assert standing_of_gap("G26") == IssueState.OPEN
    rule(issue, officer)

    reader = PersonBackend().get_user(officer.pk)

    assert reader is not None
    assert standing_of_gap("G26") == IssueState.RULED
    assert standing_of_gap("G25") == IssueState.OPEN
