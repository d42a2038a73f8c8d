"""The register, a ruling with its settings, and the badge that follows it (domain §2)."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.models import Job, PolicyIssue, Setting
from governance.selectors.setting import setting_value
from governance.services.policy_issue import Ruling, decide_issue
from governance.states import IssueState
from governance.views.issue_subject import FEATURES, subjects_of
from tests.people import LONG_AGO

pytestmark = pytest.mark.django_db
RULE = reverse("governance:issue-step", args=[26, "rule"])


@pytest.fixture
def issue(catalogue):
    return PolicyIssue.objects.get(number=26)


def page(client, name="governance:issue-detail", *args):
    return client.get(
        reverse(name, args=args or ([26] if name.endswith("detail") else []))
    ).content.decode()


def given(issue, **other):
    """What the browser sends when nothing but the words is filled in."""
    return {
        "version": issue.version,
        "note": "每月第三个工作日",
        "fixed_in_version": "V1.1",
        "monthly_report_workday-value": setting_value("monthly_report_workday"),
        "month_rule-value": setting_value("month_rule"),
        **other,
    }


def test_manager_rules_and_decides_in_one_step(client, issue, manager):
    client.force_login(manager)

    answer = client.post(RULE, given(issue, **{"monthly_report_workday-value": 3}))

    assert answer.status_code == 302
    assert setting_value("monthly_report_workday") == 3
    assert Setting.objects.count() == 1
    issue.refresh_from_db()
    assert (issue.state, issue.ruled_by) == (IssueState.RULED, manager.name)


def test_ruling_with_a_bad_value_keeps_what_was_typed_and_records_nothing(client, issue, manager):
    client.force_login(manager)

    answer = client.post(RULE, given(issue, **{"monthly_report_workday-value": "天"}))

    assert answer.status_code == 400
    assert "每月第三个工作日" in answer.content.decode()
    issue.refresh_from_db()
    assert issue.state == IssueState.OPEN


def test_officer_rules_in_words_and_sees_no_field_of_a_setting(client, issue, officer):
    client.force_login(officer)
    assert "monthly_report_workday-value" not in page(client)

    client.post(RULE, given(issue, **{"monthly_report_workday-value": 3}))

    issue.refresh_from_db()
    assert issue.state == IssueState.RULED
    assert setting_value("monthly_report_workday") == 5


def test_specialist_reads_and_rules_nothing(client, issue, specialist):
    client.force_login(specialist)

    assert RULE not in page(client)
    assert client.post(RULE, given(issue)).status_code == 403


def test_issue_and_setting_lead_to_each_other(client, issue, manager):
    client.force_login(manager)
    setting = reverse("governance:setting-edit", args=["monthly_report_workday"])

    assert setting in page(client)
    assert reverse("governance:issue-detail", args=[26]) in client.get(setting).content.decode()


def badge(client):
    text = page(client, "governance:settings")
    start = text.index("G26")
    return text[text.rindex("c-badge", 0, start) : start]


def test_badge_of_every_page_follows_the_ruling(
    client, issue, manager, django_assert_max_num_queries
):
    client.force_login(manager)
    assert "c-gap" in badge(client)
    with django_assert_max_num_queries(12) as before:
        page(client, "governance:settings")

    decide_issue(issue, "rule", ruling=Ruling("按月"), by=manager, at=LONG_AGO)

    assert "c-ruled" in badge(client)
    with django_assert_max_num_queries(12) as after:
        page(client, "governance:settings")
    assert len(before) == len(after)

    issue.refresh_from_db()
    decide_issue(issue, "reopen_issue", ruling=Ruling("有新情况"), by=manager, at=LONG_AGO)
    issue.refresh_from_db()
    decide_issue(issue, "dismiss", ruling=Ruling("无需明确"), by=manager, at=LONG_AGO)

    # As a word: the letters alone may stand in the token of a form.
    assert not re.search(r"\bG26\b", page(client, "governance:settings"))


def test_proposals_are_ordered_and_awaited(client, issue, officer):
    client.force_login(officer)

    answer = client.post(
        reverse("governance:issues-print"), {"language": "zh-hans", "form": "pdf"}, follow=True
    )

    assert answer.status_code == 202
    assert Job.objects.get(kind="print_issues").requested_at <= timezone.now()
    assert client.get(reverse("governance:issues-paper"), {"form": "docx"}).status_code == 404
    assert client.get(reverse("governance:issues-paper"), {"form": "exe"}).status_code == 404


def test_proposals_are_not_ordered_by_everybody(client, issue, specialist):
    client.force_login(specialist)

    assert client.post(reverse("governance:issues-print"), {}).status_code == 403
    assert reverse("governance:issues-print") not in page(client, "governance:issues")


def test_register_costs_the_same_with_and_without_rulings(
    client, catalogue, manager, django_assert_max_num_queries
):
    client.force_login(manager)
    page(client, "governance:issues")
    with django_assert_max_num_queries(12) as before:
        page(client, "governance:issues")
    for number in (20, 25, 26):
        row = PolicyIssue.objects.get(number=number)
        decide_issue(row, "rule", ruling=Ruling("按此"), by=manager, at=LONG_AGO)

    with django_assert_max_num_queries(12) as after:
        page(client, "governance:issues")
    assert len(after) <= len(before) + 1


def test_every_issue_names_what_it_affects_in_words(client, catalogue, officer):
    features = {
        subject.partition(":")[2]
        for issue in PolicyIssue.objects.all()
        for subject in issue.affects
        if subject.startswith("feature:")
    }
    assert features == set(FEATURES)
    assert all(
        subject["key"]
        for issue in PolicyIssue.objects.all()
        for subject in subjects_of(issue, officer)
    )
