"""System pages: the right person gets in, the stranger does not, a refusal is a sentence."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from governance.models import AuditEntry, Person, RoleGrant, Workday
from governance.models.person import roles_held
from governance.selectors.setting import setting_value
from governance.states import Role

pytestmark = pytest.mark.django_db
CAST = (
    "specialist",
    "officer",
    "manager",
    "chair",
    "employee",
    "auditor",
    "system_admin",
    "security_admin",
)
DOORS = {
    "governance:people": {
        "specialist",
        "officer",
        "manager",
        "chair",
        "auditor",
        "system_admin",
        "security_admin",
    },
    "governance:matrix": {
        "specialist",
        "officer",
        "manager",
        "chair",
        "auditor",
        "system_admin",
        "security_admin",
    },
    "governance:person-new": {"system_admin"},
    "governance:settings": {"officer", "manager", "auditor", "system_admin"},
    "governance:workdays": {"officer", "manager"},
    "governance:audit": {"auditor"},
    "processes:assignments": {"officer", "manager"},
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("who", CAST)
def test_system_page_opens_for_whom_it_is(client, request, door, who):
    client.force_login(request.getfixturevalue(who))

    answer = client.get(reverse(door))

    assert answer.status_code == (200 if who in DOORS[door] else 403)


def test_account_is_opened_with_a_password_shown_once(client, system_admin, operations):
    client.force_login(system_admin)
    given = {
        "name": "刘一",
        "username": "liu",
        "staff_no": "G-7",
        "department": operations.pk,
        "sphere": "business",
    }

    answer = client.post(reverse("governance:person-new"), given)

    person = Person.objects.get(username="liu")
    assert person.check_password(answer.context["initial"])
    assert answer.context["initial"].encode() in answer.content


def test_taken_login_is_told_at_the_form_and_nothing_is_lost(client, system_admin, specialist):
    client.force_login(system_admin)
    given = {"name": "林二", "username": "LIN", "staff_no": "G-8", "sphere": "business"}

    answer = client.post(reverse("governance:person-new"), given)

    assert answer.status_code == 200
    assert "林二" in answer.content.decode()
    assert not Person.objects.filter(staff_no="G-8").exists()


def test_role_is_granted_and_withdrawn_by_the_security_admin(client, security_admin, employee):
    client.force_login(security_admin)

    client.post(
        reverse("governance:role-grant", args=[employee.pk]),
        {"role": "pmo", "valid_from": "2026-01-01"},
    )
    assert Role.PMO in roles_held(employee)
    client.post(
        reverse("governance:role-withdraw", args=[RoleGrant.objects.get(person=employee).pk])
    )

    assert Role.PMO not in roles_held(employee)


def test_role_granted_by_a_get_is_not_allowed(client, security_admin, employee):
    client.force_login(security_admin)

    assert client.get(reverse("governance:role-grant", args=[employee.pk])).status_code == 405


def test_setting_is_decided_by_the_manager(client, manager):
    client.force_login(manager)
    address = reverse("governance:setting-edit", args=["coverage_threshold"])

    answer = client.post(address, {"value": "0.8", "reason": "试运行期间"})

    assert answer.status_code == 302
    assert setting_value("coverage_threshold") == "0.8"


@pytest.mark.parametrize("value", ["1.5", "-0.1", "NaN", "八成"])
def test_setting_of_nonsense_is_refused_at_the_form(client, manager, value):
    client.force_login(manager)
    address = reverse("governance:setting-edit", args=["coverage_threshold"])

    answer = client.post(address, {"value": value, "reason": "试运行期间"})

    assert answer.status_code == 200
    assert setting_value("coverage_threshold") == "1"


def test_unknown_setting_is_not_there(client, manager):
    client.force_login(manager)

    assert client.get(reverse("governance:setting-edit", args=["password"])).status_code == 404


def test_day_is_decided_by_the_officer(client, officer):
    client.force_login(officer)

    client.post(
        reverse("governance:workday-decide"),
        {"day": "2027-02-07", "kind": "makeup", "note": "调休"},
    )

    assert Workday.objects.get(day=date(2027, 2, 7)).kind == "makeup"


@pytest.mark.parametrize("year", ["1999", "0", "x", "２０２６年", "10000"])
def test_calendar_of_an_impossible_year_is_not_there(client, officer, year):
    client.force_login(officer)

    assert client.get(reverse("governance:workdays"), {"year": year}).status_code == 404


def test_calendar_of_an_unknown_year_warns_and_falls_back(client, officer):
    client.force_login(officer)

    answer = client.get(reverse("governance:workdays"), {"year": "2031"})

    assert answer.status_code == 200
    assert not answer.context["sheet"].is_known


def test_trail_is_verified_and_exported_by_the_auditor(client, auditor):
    client.force_login(auditor)

    client.post(reverse("governance:audit-verify"))
    answer = client.get(reverse("governance:audit"), {"format": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    assert "hash" in lines[0].casefold() or "哈希" in lines[0]
    assert len(lines) > 2
    assert AuditEntry.objects.filter(
        action="governance.export_trail", actor_key=auditor.actor_key
    ).exists()


def test_trail_page_costs_the_same_however_long_it_is(
    client, auditor, django_assert_max_num_queries
):
    client.force_login(auditor)

    with django_assert_max_num_queries(12):
        client.get(reverse("governance:audit"))


def test_year_is_previewed_and_taken_over_from_the_package(client, officer):
    client.force_login(officer)

    preview = client.post(reverse("governance:workday-preview"), {"year": "2026"})
    assert preview.status_code == 200
    assert Workday.objects.count() == 0
    client.post(reverse("governance:workday-import"), preview.context["form"].initial)

    assert Workday.objects.filter(day__year=2026).count() == len(preview.context["preview"].changes)


def test_list_of_the_calendar_can_be_brought_back(client, officer, tmp_path):
    client.force_login(officer)
    client.post(
        reverse("governance:workday-decide"),
        {"day": "2027-02-07", "kind": "makeup", "note": "调休"},
    )
    for form in ("xlsx", "csv"):
        taken = client.get(reverse("governance:workdays"), {"year": "2027", "format": form})
        content = b"".join(taken.streaming_content) if taken.streaming else taken.content
        given = SimpleUploadedFile(f"calendar.{form}", content)

        answer = client.post(reverse("governance:workday-preview"), {"file": given})

        assert answer.context["preview"].changes == []
        assert answer.context["preview"].unchanged == 1


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"day,kind\n2027-10-01,feast\n", b"PK\x03\x04"]
)
def test_file_that_is_no_calendar_is_refused_with_a_sentence(client, officer, content):
    client.force_login(officer)
    given = SimpleUploadedFile("calendar.csv", content)

    answer = client.post(reverse("governance:workday-preview"), {"file": given}, follow=True)

    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert Workday.objects.count() == 0


@pytest.mark.parametrize("who", ["specialist", "system_admin", "auditor"])
def test_calendar_is_imported_by_the_pmo_only(client, request, who):
    client.force_login(request.getfixturevalue(who))

    for name in ("workday-preview", "workday-import"):
        assert client.post(reverse(f"governance:{name}"), {"year": "2026"}).status_code == 403


def test_settings_are_found_by_words_issue_and_standing(client, manager):
    client.force_login(manager)
    page = reverse("governance:settings")
    client.post(
        reverse("governance:setting-edit", args=["coverage_threshold"]),
        {"value": "0.8", "reason": "试运行期间"},
    )

    def found(**wanted):
        return [line.kind.key for line in client.get(page, wanted).context["settings"]]

    assert found(standing="decided") == ["coverage_threshold"]
    assert "coverage_threshold" not in found(standing="default")
    assert set(found(q="g26")) == {"monthly_report_workday", "month_rule"}
    assert found(q="没有这样的设置") == []
    assert len(found(standing="nonsense")) == len(found())
