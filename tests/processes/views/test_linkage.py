"""The linkage page and writing down what is handed over."""

import pytest
from django.urls import reverse

from processes.models import ProcessLink
from tests.kpi.collecting import make_process

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    incident = make_process("incident", "INC", "事件管理", "Incident", position=1)
    problem = make_process("problem", "PRB", "问题管理", "Problem", position=2)
    ProcessLink.objects.create(
        source=incident, target=problem, what="重复事件", source_clause="6.3"
    )
    return incident, problem


def form_of(client, process, **given):
    """The edit form as it stands on the page, with what is changed in it."""
    page = client.get(reverse("processes:process-edit", args=[process.code]))
    data = {}
    for form in (page.context["form"], page.context["activities"].management_form):
        data |= {field.html_name: field.value() for field in form if field.value() is not None}
    outputs = page.context["outputs"].management_form
    data |= {field.html_name: field.value() for field in outputs}
    return data | given


def save(client, process, data):
    return client.post(reverse("processes:process-edit", args=[process.code]), data)


def test_page_shows_finding_drawing_and_table(client, employee, pair):
    client.force_login(employee)

    text = client.get(reverse("processes:linkage")).content.decode()

    assert "被指向但未回指" in text
    assert "事件管理 → 问题管理: 重复事件" in text
    assert '<td class="col-wide">重复事件</td>' in text
    assert reverse("processes:process-edit", args=["problem"]) not in text


def test_page_leads_whoever_may_edit_to_the_form(client, officer, pair):
    client.force_login(officer)

    text = client.get(reverse("processes:linkage")).content.decode()

    assert reverse("processes:process-edit", args=["problem"]) in text


def test_what_is_handed_over_is_written_in_both_languages(client, officer, pair):
    incident, problem = pair
    client.force_login(officer)
    data = form_of(client, incident, reason="补充接口内容")
    assert data[f"link_{problem.pk}_what"] == "重复事件"

    answer = save(
        client,
        incident,
        data
        | {
            f"link_{problem.pk}_what": "重大事件清单",
            f"link_{problem.pk}_what_en": "Major incidents",
        },
    )

    row = ProcessLink.objects.get()
    assert answer.status_code == 302
    assert (row.what, row.what_en, row.source_clause) == ("重大事件清单", "Major incidents", "6.3")


def test_a_form_that_did_not_ask_loses_no_words(client, officer, pair):
    incident, _problem = pair
    client.force_login(officer)
    data = form_of(client, incident, reason="调整目标", goal="恢复服务")

    save(
        client,
        incident,
        {name: each for name, each in data.items() if not name.startswith("link_")},
    )

    assert ProcessLink.objects.get().what == "重复事件"


def test_naming_back_ends_the_finding(client, officer, pair):
    incident, problem = pair
    client.force_login(officer)

    save(client, problem, form_of(client, problem, reason="补充回指", links=[incident.pk]))

    page = client.get(reverse("processes:linkage"))
    assert page.context["gaps"].one_sided == ()


def test_page_is_closed_to_whoever_sees_no_business(client, system_admin):
    client.force_login(system_admin)

    assert client.get(reverse("processes:linkage")).status_code == 403
