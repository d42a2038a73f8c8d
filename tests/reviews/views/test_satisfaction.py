"""The pages of surveys, counts and standards: filters, files, who may let something count (G24, G50)."""

from datetime import date

import pytest
from django.urls import reverse

from reviews.models import ComplaintCount
from reviews.services.standard import NewEdition, register_edition
from tests.reviews.services.test_satisfaction import (  # noqa: F401 -- fixtures
    complaints,
    csat,
    survey,
)
from tests.reviews.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def page(client, person, name, *args, **query):
    client.force_login(person)
    return client.get(reverse(f"reviews:{name}", args=args), query)


def post(client, person, name, *args, **data):
    client.force_login(person)
    return client.post(reverse(f"reviews:{name}", args=args), data)


def test_the_pmo_lets_a_survey_count_and_takes_it_back(client, world, csat):  # noqa: F811 -- fixtures
    row = survey(world)

    post(client, world.officer, "survey-count", row.pk, indicator=csat.pk)
    row.refresh_from_db()
    assert row.indicator == csat
    post(client, world.officer, "survey-uncount", row.pk, note="问卷重复发放")
    row.refresh_from_db()
    assert row.indicator is None


def test_whoever_registered_a_survey_is_offered_nothing(client, world, csat):  # noqa: F811 -- fixtures
    row = survey(world)
    type(row).objects.filter(pk=row.pk).update(registered_by=world.officer)

    assert "form" not in page(client, world.officer, "survey", row.pk).context or (
        page(client, world.officer, "survey", row.pk).context["form"] is None
    )
    assert post(client, world.officer, "survey-count", row.pk, indicator=csat.pk).status_code == 422
    assert post(client, world.stranger, "survey-count", row.pk).status_code == 403


def test_surveys_are_filtered_and_taken_as_a_file(client, world, csat):  # noqa: F811 -- fixtures
    counted, other = survey(world, title="甲调查"), survey(world, title="乙调查")
    post(client, world.officer, "survey-count", counted.pk, indicator=csat.pk)

    shown = page(client, world.officer, "surveys", counts="counted").content.decode()
    file = page(client, world.officer, "surveys", counts="not_counted", year=2026, format="csv")

    assert counted.title in shown
    assert other.title not in shown
    told = b"".join(file.streaming_content).decode()
    assert other.title in told
    assert counted.title not in told
    assert "50.0% (20/40)" in told


def test_standards_are_filtered_by_whether_a_trigger_was_raised(client, world):
    edition = register_edition(
        NewEdition(world.standard(), "2022", "新增数字化要求"), by=world.officer, at=NOW
    )
    world.trigger(kind="standard_update", standard_update=edition)

    raised = page(client, world.officer, "standards", trigger="raised").content.decode()
    not_raised = page(client, world.officer, "standards", trigger="not_raised").content.decode()

    assert "新增数字化要求" in raised
    assert "新增数字化要求" not in not_raised


def test_feedback_is_filtered_by_the_day_it_was_received(client, world):
    row = world.feedback()

    within = page(client, world.officer, "feedback", since="2026-06-20", until="2026-06-20")
    after = page(client, world.officer, "feedback", since="2026-06-21")

    assert row.number in within.content.decode()
    assert row.number not in after.content.decode()


def test_a_process_manager_starts_and_ends_a_count_of_complaints(client, world, complaints):  # noqa: F811 -- fixtures
    given = {"indicator": complaints.pk, "valid_from": "2026-07-06", "note": "登记册为准"}

    assert post(client, world.specialist, "feedback-count-start", **given).status_code == 403
    post(client, world.manager, "feedback-count-start", **given)
    row = ComplaintCount.objects.get()
    post(client, world.manager, "feedback-count-end", row.pk, last_day="2026-07-12", note="改回")

    row.refresh_from_db()
    assert row.valid_to == date(2026, 7, 12)


def test_the_rules_stand_below_the_triggers_and_say_that_they_are_off(client, world):
    shown = page(client, world.manager, "triggers")

    assert len(shown.context["rules"]) == 5
    assert "关闭（未定阈值）" in shown.content.decode()


def test_what_the_register_counts_is_a_file(client, world, complaints):  # noqa: F811 -- fixtures
    post(
        client,
        world.manager,
        "feedback-count-start",
        indicator=complaints.pk,
        valid_from=NOW.date(),
        note="登记簿更准",
    )

    file = page(client, world.officer, "feedback-counts", format="csv")

    told = b"".join(file.streaming_content).decode()
    assert complaints.code in told
    assert world.manager.name in told
