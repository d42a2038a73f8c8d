"""The pages of a self-assessment: who sees what, what is refused in place, what goes on by itself (R66, G39)."""

import io

import pytest
from django.urls import reverse

from kpi.models import AssessedItem, Checklist, SelfAssessment
from kpi.services.checklist import draft_checklist
from kpi.states import AssessmentState, FindingState
from tests.kpi.assessing import NOW, Assessing

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def world(operations, development):
    return Assessing(operations, development)


@pytest.fixture(autouse=True)
def later(time_machine):
    time_machine.move_to(NOW.replace(hour=9), tick=False)


def page(client, person, name, *args, **query):
    client.force_login(person)
    return client.get(reverse(f"kpi:{name}", args=args), query)


def post(client, person, name, *args, **data):
    client.force_login(person)
    return client.post(reverse(f"kpi:{name}", args=args), data)


def test_the_list_counts_the_company_first_and_each_project_beside_it(client, world):
    from governance.models import Project

    project = Project.objects.create(code="river", name="江河项目", name_en="River")
    world.closed()
    world.closed(scope="projects", projects=[project])

    counted = page(client, world.officer, "self-assessments", year="2026").context["counted"]

    assert (counted.company, counted.projects) == (1, ((project, 1),))
    assert page(client, world.officer, "self-assessments", year="20266").status_code == 200


def test_the_list_as_a_file_and_the_report_ask_for_the_right(client, world, employee):
    row = world.closed()

    assert page(client, world.officer, "self-assessments", format="xlsx").status_code == 200
    assert page(client, employee, "self-assessments").status_code == 403
    assert page(client, world.head, "assessment-paper", row.pk).status_code == 202
    assert page(client, world.head, "assessment-paper", row.pk, language="en").status_code == 409


def test_the_report_is_ordered_in_its_language_and_form_and_its_page_waits(client, world):
    row = world.closed()

    answer = post(client, world.head, "assessment-print", row.pk, language="en", form="docx")

    address = reverse("kpi:assessment-paper", args=[row.pk])
    assert answer.headers["Location"] == f"{address}?language=en&form=docx"
    assert client.get(answer.headers["Location"]).status_code == 202


def test_a_stranger_does_not_find_what_is_in_work(client, world):
    row = world.running()
    item = world.rows(row)[0]

    assert page(client, world.head, "self-assessment", row.pk).status_code == 404
    assert page(client, world.head, "assessed-item", item.pk).status_code == 404
    assert page(client, world.stranger, "self-assessment", row.pk).status_code == 200


def test_plan_through_the_page_names_people_and_says_what_is_refused(client, world):
    world.checklist()
    given = {"year": "2026", "scope": "company", "assessors": [world.stranger.pk]}

    refused = post(client, world.officer, "self-assessment-new", **{**given, "year": "2030"})
    post(client, world.officer, "self-assessment-new", **given)

    assert refused.status_code == 422
    assert SelfAssessment.objects.get().assessors.get().person == world.stranger


def test_judging_goes_on_to_the_next_item_without_a_verdict(client, world):
    row = world.running()
    first, second, third = world.rows(row)

    answer = post(
        client, world.stranger, "item-judge", first.pk, seen=1, verdict="conform", remark=""
    )
    assert answer["Location"] == reverse("kpi:assessed-item", args=[second.pk])
    post(client, world.stranger, "item-judge", third.pk, seen=1, verdict="conform", remark="")
    last = post(
        client, world.stranger, "item-judge", second.pk, seen=1, verdict="conform", remark=""
    )
    assert last["Location"] == reverse("kpi:self-assessment", args=[row.pk])


def test_a_verdict_without_the_reason_it_needs_stays_on_the_page(client, world):
    item = world.rows(world.running())[0]

    answer = post(
        client, world.stranger, "item-judge", item.pk, seen=1, verdict="in_part", remark=""
    )

    assert answer.status_code == 422
    assert AssessedItem.objects.get(pk=item.pk).verdict == ""


def test_who_answers_for_the_process_sees_no_form_and_is_refused(client, world):
    row = world.running(assessors=[world.specialist, world.stranger])
    item = world.rows(row)[0]

    shown = page(client, world.specialist, "assessed-item", item.pk)
    answer = post(
        client, world.specialist, "item-judge", item.pk, seen=1, verdict="conform", remark=""
    )

    assert shown.context["page"].answers_for_it
    assert "judge_form" not in shown.context
    assert answer.status_code == 422


def test_the_filter_leaves_items_without_a_verdict(client, world):
    row = world.running()
    world.judge(world.rows(row)[0])

    shown = page(client, world.stranger, "self-assessment", row.pk, verdict="none")

    assert [each.item.position for each in shown.context["page"].items] == [2, 3]
    assert shown.context["page"].next_item == world.rows(row)[1].pk


def test_the_whole_way_through_the_pages(client, world):
    row = world.planned()
    step = "self-assessment-step"
    post(client, world.officer, step, row.pk, "start_assessment")
    for item, verdict in zip(world.rows(row), ("conform", "conform", "nonconform"), strict=True):
        given = {"seen": 1, "verdict": verdict, "remark": "没有按周收集"}
        post(client, world.stranger, "item-judge", item.pk, **given)
    post(client, world.officer, step, row.pk, "evaluate_assessment")
    finding = SelfAssessment.objects.get(pk=row.pk).findings.get()
    post(
        client,
        world.officer,
        "assessment-finding-write",
        finding.pk,
        seen=1,
        text="没有按周收集",
        department=world.operations.pk,
    )
    post(
        client,
        world.officer,
        "assessment-finding-step",
        finding.pk,
        "accept_finding",
        note="风险可接受",
    )
    row.refresh_from_db()
    given = {"seen": row.version, "conclusion": "总体符合", "suggestions": ""}
    post(client, world.officer, "self-assessment-conclusion", row.pk, **given)
    assert post(client, world.officer, step, row.pk, "close_assessment").status_code == 403
    post(client, world.manager, step, row.pk, "close_assessment")

    row.refresh_from_db()
    finding.refresh_from_db()
    assert (row.state, finding.state) == (AssessmentState.CLOSED, FindingState.ACCEPTED)
    assert page(client, world.specialist, "assessment-finding", finding.pk).status_code == 200


def test_an_unseen_conclusion_stays_on_the_page(client, world):
    row = world.running()

    answer = post(
        client,
        world.officer,
        "self-assessment-conclusion",
        row.pk,
        seen=99,
        conclusion="好",
        suggestions="",
    )

    assert answer.status_code == 422


def test_an_unknown_step_is_not_there(client, world):
    row = world.planned()
    draft = draft_checklist("检查表", by=world.officer, at=NOW)

    for name, pk in (("self-assessment-step", row.pk), ("checklist-step", draft.pk)):
        assert post(client, world.officer, name, pk, "supersede_checklist").status_code == 404


# The checklist


def test_drafts_are_hidden_from_those_who_do_not_write_them(client, world):
    draft = draft_checklist("检查表", world.items(), by=world.officer, at=NOW)

    assert page(client, world.specialist, "checklist", draft.pk).status_code == 404
    assert post(client, world.specialist, "checklist-new", title="x").status_code == 403
    assert page(client, world.officer, "checklist", draft.pk).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_was_exported_can_be_read_in_again(client, world, language):
    client.cookies["django_language"] = language
    row = world.checklist()
    exported = page(client, world.officer, "checklist", row.pk, format="xlsx")
    content = b"".join(exported) if exported.streaming else exported.content
    post(client, world.officer, "checklist-revise", note="按新要求修订")
    draft = Checklist.objects.get(state="draft")
    file = io.BytesIO(content)
    file.name = "checklist.xlsx"

    answer = post(client, world.officer, "checklist-file", draft.pk, file=file)

    assert answer.status_code == 302, answer.context["file_form"].errors
    told = [
        (each.text, each.clause_label, each.process, each.clause)
        for each in draft.items.order_by("position")
    ]
    assert told == [
        (each.text, each.clause_label, each.process, each.clause) for each in world.items()
    ]


def workbook(*rows):
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    stream.name = "list.xlsx"
    return stream


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("条款", "检查项"), ("7", None)], "Row 2 has no item"),
        ([("条款", "过程", "检查项"), ("7", "占卜", "有")], "there is no process"),
        ([("条款", "内容"), ("7", "有")], "is missing"),
        ([("条款", "检查项")], "no item"),
    ],
)
def test_a_file_that_cannot_be_read_whole_changes_nothing(client, world, rows, said):
    draft = draft_checklist("检查表", world.items(), by=world.officer, at=NOW)
    client.cookies["django_language"] = "en"

    answer = post(client, world.officer, "checklist-file", draft.pk, file=workbook(*rows))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert draft.items.count() == 3


def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(client, world):
    draft = draft_checklist("检查表", world.items(), by=world.officer, at=NOW)
    file = io.BytesIO(b"PK\x03\x04 nothing")
    file.name = "x.xlsx"

    answer = post(client, world.officer, "checklist-file", draft.pk, file=file)

    assert answer.status_code == 422


def test_items_are_added_changed_moved_and_taken_off(client, world):
    draft = draft_checklist("检查表", world.items(), by=world.officer, at=NOW)
    given = {"text": "每年至少一次", "clause_label": "7", "process": ""}
    post(client, world.officer, "checklist-item-new", draft.pk, **given)
    last = draft.items.get(position=4)
    post(client, world.officer, "checklist-item-move", last.pk, "up")
    draft.refresh_from_db()
    post(
        client,
        world.officer,
        "checklist-item",
        last.pk,
        seen=draft.version,
        **{**given, "text": "每年一次"},
    )
    post(client, world.officer, "checklist-item-remove", draft.items.get(position=1).pk)

    assert list(draft.items.order_by("position").values_list("text", flat=True)) == [
        "问题有根因",
        "每年一次",
        "按周收集数据",
    ]


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_asks_a_constant_number_of_questions(
    client, world, count, django_assert_max_num_queries
):
    from kpi.services.checklist import ItemText

    world.items = lambda: [ItemText(f"第{n}项", process=world.problem) for n in range(count)]
    row = world.evaluated(verdicts=["in_part"] * count)
    client.force_login(world.officer)

    with django_assert_max_num_queries(20):
        client.get(reverse("kpi:self-assessment", args=[row.pk]))
