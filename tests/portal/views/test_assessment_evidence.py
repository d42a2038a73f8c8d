"""Evidence that live records of all clauses offer for an item of a self-assessment (R66; domain §3.5)."""

import pytest
from django.urls import reverse

from governance.services.obligation import Duty, ensure_duties
from governance.states import ObligationKind, Role
from improvements.models import Improvement
from kpi.models import AssessmentFinding
from tests.kpi.assessing import NOW, Assessing

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def world(operations, development):
    return Assessing(operations, development)


@pytest.fixture(autouse=True)
def later(time_machine):
    time_machine.move_to(NOW.replace(hour=9), tick=False)


def owe(kind, clause, period, **who):
    duty = Duty(
        kind,
        clause,
        who.pop("subject", "company"),
        period,
        "应办",
        "Owed",
        "",
        opens_at=NOW.replace(month=3, day=1),
        due_at=NOW.replace(month=3, day=5),
        **who,
    )
    return ensure_duties([duty], at=NOW.replace(month=3, day=1))[0]


def offered(client, person, item):
    client.force_login(person)
    answer = client.get(reverse("portal:assessment-evidence", args=[item.pk]))
    return [each.text_en for each in answer.context["proposals"]]


def test_records_are_offered_for_their_clause_and_their_process_only(client, world):
    place = world.incident.assignments.get()
    owe(
        ObligationKind.WEEKLY_DATA,
        "6.4.2②",
        "2026-W08",
        subject=place.subject,
        responsible=world.specialist,
    )
    owe(ObligationKind.MONTHLY_REPORT, "6.4.2③", "2026-02", role=Role.PMO)
    incident, problem, weekly = world.rows(world.running())

    assert offered(client, world.stranger, weekly) == [
        "Weekly data in 2026: 1 owed, 0 in time, 0 late, 1 missing".replace("Weekly", "weekly")
    ]
    assert len(offered(client, world.stranger, incident)) == 2
    assert offered(client, world.stranger, problem) == []


def test_only_what_is_offered_can_be_taken(client, world):
    incident, problem, _weekly = world.rows(world.running())
    client.force_login(world.stranger)
    keys = [f"people:{world.incident.pk}:2026", "made:up"]

    client.post(reverse("portal:assessment-evidence", args=[incident.pk]), {"key": keys})
    client.post(reverse("portal:assessment-evidence", args=[problem.pk]), {"key": keys})

    found = [each.text_en for each in incident.evidence.all()]
    assert found == ["Specialists who report in 2026: 1"]
    assert problem.evidence.count() == 0


def test_who_is_not_named_takes_nothing(client, world):
    incident = world.rows(world.running())[0]
    client.force_login(world.manager)

    answer = client.post(
        reverse("portal:assessment-evidence", args=[incident.pk]),
        {"key": f"people:{world.incident.pk}:2026"},
    )

    assert answer.status_code == 403
    client.force_login(world.head)
    address = reverse("portal:assessment-evidence", args=[incident.pk])
    assert client.get(address).status_code == 404


def test_a_finding_becomes_an_improvement_that_says_where_it_came_from(client, world):
    row = world.evaluated()
    finding = row.findings.get(position=1)
    client.force_login(world.officer)
    address = reverse("improvements:improvement-new") + f"?finding={finding.pk}"

    shown = client.get(address)
    client.post(
        address,
        {
            "title": "按级别处置",
            "problem": finding.text,
            "process": world.incident.pk,
            "department": world.operations.pk,
            "owner": world.specialist.pk,
        },
    )

    improvement = Improvement.objects.get()
    finding.refresh_from_db()
    assert str(finding) in shown.content.decode()
    assert (improvement.finding, improvement.source) == (finding, "assessment")
    assert (finding.state, finding.decision_note) == ("taken_up", improvement.number)
    detail = client.get(reverse("improvements:improvement", args=[improvement.pk]))
    assert reverse("kpi:assessment-finding", args=[finding.pk]) in detail.content.decode()


def test_a_finding_leads_to_one_improvement(client, world):
    test_a_finding_becomes_an_improvement_that_says_where_it_came_from(client, world)
    finding = AssessmentFinding.objects.get(state="taken_up")
    address = reverse("improvements:improvement-new") + f"?finding={finding.pk}"

    answer = client.post(
        address,
        {
            "title": "再来一次",
            "problem": finding.text,
            "process": world.incident.pk,
            "department": world.operations.pk,
            "owner": world.specialist.pk,
        },
    )

    assert answer.status_code == 422
    assert Improvement.objects.count() == 1


def test_the_process_page_shows_the_last_closed_verdicts(client, world):
    world.closed()
    client.force_login(world.specialist)

    answer = client.get(reverse("portal:process", args=["incident"]))

    assert [each.verdict for each in answer.context["hub"].verdicts] == ["in_part"]
