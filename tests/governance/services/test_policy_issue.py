"""Rulings on policy issues (G1–G58)."""

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, PolicyIssue
from governance.selectors.policy_issue import open_gaps, settled_gaps
from governance.services.policy_issue import Ruling, decide_issue
from governance.states import IssueState
from tests.people import LONG_AGO


@pytest.fixture
def issue(catalogue):
    return PolicyIssue.objects.get(number=6)


def test_rule_keeps_words_and_name_and_takes_the_badge_away(issue, officer):
    decide_issue(issue, "rule", ruling=Ruling("Union of both", "V1.1"), by=officer, at=LONG_AGO)

    issue.refresh_from_db()
    assert (issue.state, issue.ruling, issue.ruled_by, issue.fixed_in_version) == (
        IssueState.RULED,
        "Union of both",
        officer.name,
        "V1.1",
    )
    assert open_gaps(["G6", "G10", "G9"], settled_gaps()) == ["G9", "G10"]
    assert AuditEntry.objects.filter(
        action="governance.rule_policyissue", note="Union of both"
    ).exists()


def test_rule_without_words_is_refused(issue, officer):
    with pytest.raises(NoteMissing):
        decide_issue(issue, "rule", ruling=Ruling("。"), by=officer, at=LONG_AGO)


def test_rule_by_a_specialist_is_refused(issue, specialist):
    with pytest.raises(NotAllowed):
        decide_issue(issue, "rule", ruling=Ruling("mine"), by=specialist, at=LONG_AGO)


def test_opening_again_clears_the_ruling_and_a_second_ruling_needs_it(issue, officer):
    decide_issue(issue, "dismiss", ruling=Ruling("harmless"), by=officer, at=LONG_AGO)
    with pytest.raises(WrongState):
        decide_issue(issue, "rule", ruling=Ruling("again"), by=officer, at=LONG_AGO)

    decide_issue(issue, "reopen_issue", ruling=Ruling("new facts"), by=officer, at=LONG_AGO)

    issue.refresh_from_db()
    assert (issue.state, issue.ruling, issue.ruled_by, issue.ruled_at) == (
        IssueState.OPEN,
        "",
        "",
        None,
    )
