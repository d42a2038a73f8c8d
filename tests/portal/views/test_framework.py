"""The pages of the catalogue: for everybody who is signed in, in both languages, at a constant cost."""

from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import PolicyIssue
from kpi.models import Indicator, IndicatorVersion
from processes.models import Process
from tests.catalogue import policy_bytes

MOST = 20
PAGES = [
    "/framework/",
    "/framework/linkage/",
    "/processes/slm/",
    "/processes/information_security/",
    "/processes/review/",
    "/documents/",
    "/documents/policy/",
    "/documents/capacity-policy/",
    "/policy-issues/",
    "/policy-issues/?state=open&weight=H&text=PMO",
    "/policy-issues/39/",
    "/indicators/",
    "/indicators/?process=incident&starter=on",
    "/indicators/REV-02/",
]


@pytest.fixture
def signed_in(client, catalogue):
    def _sign_in(person):
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return _sign_in


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_for_an_employee_within_its_statements(signed_in, employee, address):
    client = signed_in(employee)

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)

    assert answer.status_code == 200
    assert len(queries) <= MOST


@pytest.mark.parametrize("address", ["/processes/slm/edit/", *PAGES])
def test_every_page_opens_in_english_for_the_manager(signed_in, manager, address):
    client = signed_in(manager)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    answer = client.get(address)

    assert answer.status_code == 200
    assert "Invalid" not in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/framework/", "/documents/", "/policy-issues/", "/indicators/"]
)
def test_the_system_administrator_sees_no_business(signed_in, system_admin, address):
    assert signed_in(system_admin).get(address).status_code == 403


@pytest.mark.parametrize(
    "address",
    ["/processes/nothing/", "/documents/nothing/", "/policy-issues/99/", "/indicators/XXX-01/"],
)
def test_what_is_not_there_is_not_found(signed_in, employee, address):
    assert signed_in(employee).get(address).status_code == 404


def test_the_house_counts_from_data_and_shows_every_process(signed_in, employee):
    text = signed_in(employee).get("/framework/").content.decode()

    for process in Process.objects.all():
        assert f"/processes/{process.code}/" in text
    assert "G6" in text


def test_an_empty_catalogue_is_a_page_too(client, employee):
    client.force_login(employee, backend=settings.AUTHENTICATION_BACKENDS[-1])

    for address in (
        "/framework/",
        "/framework/linkage/",
        "/documents/",
        "/policy-issues/",
        "/indicators/",
    ):
        assert client.get(address).status_code == 200


def test_an_edit_through_the_page_keeps_what_was_not_touched(signed_in, officer):
    client = signed_in(officer)
    page = client.get("/processes/monitoring/edit/")
    form, activities, outputs = (page.context[name] for name in ("form", "activities", "outputs"))
    data = {name: value for name, value in form.initial.items() if value is not None} | {
        "reason": "goal agreed",
        "goal": "看得见",
    }
    for lines in (activities, outputs):
        data |= {
            f"{lines.prefix}-{key}": value for key, value in lines.management_form.initial.items()
        }
        for place, line in enumerate(lines):
            data |= {f"{lines.prefix}-{place}-{key}": value for key, value in line.initial.items()}

    answer = client.post("/processes/monitoring/edit/", data)

    assert answer.status_code == 302
    process = Process.objects.get(code="monitoring")
    assert process.goal == "看得见"
    assert process.outputs.get().gaps == ["G27"]
    assert process.outputs.get().cadence == "monthly"
    assert process.responsibilities.get().kind == "organiser"


def test_an_edit_without_a_reason_loses_nothing(signed_in, officer):
    client = signed_in(officer)
    answer = client.post(
        "/processes/slm/edit/",
        {
            "version": 1,
            "name": "改过的名字",
            "activity-TOTAL_FORMS": 0,
            "activity-INITIAL_FORMS": 0,
            "output-TOTAL_FORMS": 0,
            "output-INITIAL_FORMS": 0,
        },
    )

    assert answer.status_code == 200
    assert "改过的名字" in answer.content.decode()


def test_the_edit_page_is_closed_to_a_specialist(signed_in, specialist):
    assert signed_in(specialist).get("/processes/slm/edit/").status_code == 403


def test_retire_and_restore_through_the_page(signed_in, manager):
    client = signed_in(manager)
    process = Process.objects.get(code="slm")

    client.post(f"/processes/{process.pk}/steps/retire/", {"note": "no longer run"})
    assert Process.objects.get(pk=process.pk).state == "retired"
    assert client.get("/processes/slm/").status_code == 200
    client.post(f"/processes/{process.pk}/steps/restore/", {"note": "run again"})

    assert Process.objects.get(pk=process.pk).state == "active"
    assert client.post(f"/processes/{process.pk}/steps/explode/").status_code == 404


def test_a_ruling_through_the_page(signed_in, officer):
    client = signed_in(officer)

    client.post("/policy-issues/6/rule/", {"version": 1, "note": "the union"})
    late = client.post(
        "/policy-issues/6/reopen_issue/", {"version": 1, "note": "stale"}, follow=True
    )

    assert PolicyIssue.objects.get(number=6).state == "ruled"
    assert late.status_code == 200
    assert "policy-issues/6/" not in client.get("/framework/").content.decode()
    assert client.post("/policy-issues/6/explode/", {}).status_code == 404


def test_the_policy_is_imported_through_the_page_and_shown(signed_in, officer, tmp_path):
    client = signed_in(officer)
    path = tmp_path / "policy.txt"
    path.write_bytes(policy_bytes())

    with path.open("rb") as file:
        answer = client.post("/documents/import/", {"file": file}, follow=True)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "甘一" in text
    assert "应当接成一句" in text
    assert "可以维护的东西" in text


def test_a_file_that_is_no_policy_is_answered_with_its_line(signed_in, officer, tmp_path):
    client = signed_in(officer)
    path = tmp_path / "letter.txt"
    path.write_text("dear\nall\n", encoding="utf-8")

    with path.open("rb") as file:
        answer = client.post("/documents/import/", {"file": file}, follow=True)

    assert "all" in answer.content.decode()
    assert client.post("/documents/import/", {}).status_code == 302


def test_the_starter_set_is_shown_then_adopted_from_a_day_with_a_reason(signed_in, officer):
    client = signed_in(officer)

    before = client.get("/indicators/starter-set/").context["lines"]
    without_reason = client.post("/indicators/starter-set/", {"valid_from": "2026-01-05"})
    given = {"valid_from": "2026-01-05", "reason": "to begin with"}
    done = client.post("/indicators/starter-set/", given)

    assert (len(before), without_reason.status_code, done.status_code) == (21, 200, 302)
    assert Indicator.objects.filter(state="adopted").count() == 22
    assert IndicatorVersion.objects.filter(
        indicator__is_starter=True, valid_from=date(2026, 1, 5)
    ).count() == len(before)
    assert client.get("/indicators/starter-set/").context["lines"] == []


def test_an_indicator_is_adopted_given_a_target_revised_and_retired_through_its_page(
    signed_in, officer, manager
):
    client = signed_in(officer)
    indicator = Indicator.objects.get(code="CHG-01")

    client.post("/indicators/CHG-01/adopt/", {"valid_from": "2026-01-05", "reason": "the plan"})
    client.post(
        "/indicators/CHG-01/target/",
        {"operator": ">=", "value": "95", "valid_from": "2026-01-05", "basis": "plan"},
    )
    client.post(
        "/indicators/CHG-01/formula/",
        {
            "formula": "chg_failed / chg_implemented",
            "valid_from": "2026-02-02",
            "note": "simpler",
        },
    )
    bad = client.post(
        "/indicators/CHG-01/formula/",
        {"formula": "1 /", "valid_from": "2026-03-02", "note": "worse"},
    )
    again = client.post(
        "/indicators/CHG-01/target/",
        {"operator": ">=", "value": "90", "valid_from": "2026-01-05", "basis": "plan"},
    )
    client = signed_in(manager)
    for proposal in indicator.proposals.all():
        client.post(f"/indicators/proposals/{proposal.pk}/approve/")
    client.post(f"/indicators/{indicator.pk}/retire/", {"note": "enough"})

    indicator.refresh_from_db()
    assert indicator.state == "retired"
    assert indicator.definitions.count() == 2
    assert indicator.targets.count() == 1
    assert (bad.status_code, again.status_code) == (200, 200)


def test_a_specialist_adopts_nothing(signed_in, specialist):
    client = signed_in(specialist)

    assert client.post("/indicators/starter-set/").status_code == 403
    assert client.get("/indicators/CHG-01/adopt/").status_code == 403
    assert client.post("/indicators/CHG-01/target/", {}).status_code == 403


def test_import_policy_command_says_what_it_did_and_what_stopped_it(catalogue, tmp_path, capsys):
    path = tmp_path / "policy.txt"
    path.write_bytes(policy_bytes())

    call_command("import_policy", str(path))
    call_command("import_policy", str(path))

    out = capsys.readouterr().out
    assert "Imported QHYF-ITSS-0001 V1.0: 4 clauses, 2 terms" in out
    assert "Already imported" in out


def test_the_catalogue_is_a_file_of_every_process(signed_in, employee):
    client = signed_in(employee)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get("/framework/?format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert len(lines) == 1 + Process.objects.count() + 1
    assert lines[0].startswith("Code,Process,Process set")
    assert any(line.startswith("incident,") for line in lines)
