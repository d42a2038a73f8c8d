"""The committee's page and its forms: who may, what is refused, and that nothing is filled in as decided (G20)."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from governance.models import CommitteeMember, CommitteeRule, PolicyIssue, SeparationException
from governance.services.committee import end_term
from governance.services.policy_issue import Ruling, decide_issue
from governance.states import Seat, SeparationRule
from tests.governance.deciding import NOW, TODAY, seat_committee
from tests.governance.meeting import decided, plan_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_that_time")]
RULE = {
    "valid_from": "2026-03-03",
    "quorum": "2/3",
    "majority": "50%",
    "is_strict": "yes",
    "majority_basis": "all_members",
    "abstentions_count": "yes",
    "proposer_recuses": "no",
    "form": "either",
    "basis": "委员会章程",
}


def as_person(person):
    client = Client()
    client.force_login(person)
    return client


def read(person, address="/committee/"):
    answer = as_person(person).get(address, headers={"accept-language": "en"})
    return answer.status_code, answer.content.decode()


def test_the_rule_stands_in_words_with_its_arithmetic(seated, specialist):
    status, page = read(specialist)

    assert status == 200
    assert "4 名有表决权委员：至少 3 人出席；至少 3 票同意。" in page
    assert "制度未明确 · G20" not in page


def test_without_a_rule_the_page_says_what_that_means_and_carries_the_badge(members, officer):
    seat_committee(members, by=officer, rule=None)

    _status, page = read(officer)

    assert "该日尚无议事规则" in page
    assert "/policy-issues/20/" in page


def test_as_it_was_on_a_day(seated, officer, employee):
    end_term(seated[3].seats.get(), last_day=TODAY, by=officer, at=NOW)
    later = (TODAY + timedelta(days=1)).isoformat()

    _status, today = read(officer)
    _status, tomorrow = read(officer, f"/committee/?on={later}")

    assert today.index(seated[3].name) < today.index("导出此列表")
    assert tomorrow.index(seated[3].name) > tomorrow.index("导出此列表")


@pytest.mark.parametrize("address", ["members/new/", "rule/", "exceptions/new/"])
def test_forms_are_for_those_who_keep_the_committee(seated, officer, specialist, address):
    assert read(officer, f"/committee/{address}")[0] == 200
    assert read(specialist, f"/committee/{address}")[0] == 403
    assert read(seated[0], f"/committee/{address}")[0] == 403


def test_staff_does_not_read_the_committee(seated, employee):
    assert read(employee)[0] == 403


def test_the_form_of_the_rule_decides_nothing_in_advance(officer):
    _status, page = read(officer, "/committee/rule/")

    assert set(re.findall(r"<option ([^>]*) selected", page)) <= {'value=""'}
    assert 'value="2/3"' not in page


def test_a_rule_is_recorded_and_one_of_the_past_is_refused(seated, manager):
    client = as_person(manager)

    assert client.post("/committee/rule/", RULE).status_code == 302
    past = client.post("/committee/rule/", RULE | {"valid_from": "2026-03-01"})

    assert past.status_code == 200
    assert "委员会章程" in past.content.decode()
    row = CommitteeRule.objects.get(valid_from="2026-03-03")
    assert (row.quorum_of, row.quorum_in, row.majority_of, row.majority_in) == (2, 3, 1, 2)
    assert CommitteeRule.objects.count() == 2


@pytest.mark.parametrize("share", ["0", "3/2", "1/0", "half", "-1/2", "101%", "1/1001", "nan"])
def test_a_share_that_is_none_is_refused(officer, share):
    answer = as_person(officer).post("/committee/rule/", RULE | {"quorum": share})

    assert answer.status_code == 200
    assert not CommitteeRule.objects.exists()


def test_a_member_is_seated_and_the_term_ended(officer, employee):
    client = as_person(officer)
    given = {
        "person": employee.pk,
        "seat": Seat.SECRETARY.value,
        "has_vote": "no",
        "valid_from": "2026-03-02",
    }

    assert client.post("/committee/members/new/", given).status_code == 302
    again = client.post("/committee/members/new/", given)
    row = CommitteeMember.objects.get()
    assert again.status_code == 200
    assert (row.seat, row.has_vote) == (Seat.SECRETARY, False)

    ended = client.post(f"/committee/members/{row.pk}/end/", {"last_day": "2026-03-31"})

    assert ended.status_code == 302
    row.refresh_from_db()
    assert row.valid_to.isoformat() == "2026-03-31"


def test_an_exception_stands_on_a_resolution_and_on_the_page(seated, officer, manager):
    resolution = decided(plan_case(officer), seated)
    given = {
        "kind": "norm",
        "rule": SeparationRule.REVIEWER.value,
        "resolution": resolution.pk,
        "valid_to": "2026-06-30",
        "reason": "质量部仅一人",
    }

    assert as_person(officer).post("/committee/exceptions/new/", given).status_code == 302

    assert SeparationException.objects.get().resolution == resolution
    assert "质量部仅一人" in read(manager)[1]
    assert "质量部仅一人" not in read(manager, "/committee/?on=2026-07-01")[1]


def test_a_ruling_on_g20_takes_the_badge_off(members, officer, manager):

    seat_committee(members, by=officer, rule=None)
    issue = PolicyIssue.objects.create(
        number=20, kind="gap", weight="H", title="…", description="…", treatment="…"
    )
    decide_issue(issue, "rule", ruling=Ruling("按章程", "V1.1"), by=manager, at=NOW)

    assert "/policy-issues/20/" not in read(officer)[1]
