"""A condition is owed, reported with evidence, and confirmed by somebody else (5.1, G20)."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfWriter

from governance.lib.uploads import BadUpload
from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import Message, Obligation, ResolutionCondition, StoredFile
from governance.selectors.calendar import local_moment
from governance.selectors.resolution import condition_lines, unmet_conditions
from governance.services.condition import (
    CLOSES,
    ConditionClosed,
    add_condition_evidence,
    confirm_condition,
    meet_condition,
    owe_all_conditions,
    reject_condition,
    remove_condition_evidence,
)
from governance.services.signed_paper import attach_signed_paper, remove_signed_paper
from governance.states import ConditionState, ObligationKind, ObligationState
from tests.governance.deciding import NOW, stored
from tests.governance.meeting import decided, plan_case
from tests.kpi.services.test_race import at_once

pytestmark = pytest.mark.django_db
AFTER = NOW + timedelta(days=40)


def scan():
    """One blank page."""
    writer, stream = PdfWriter(), BytesIO()
    writer.add_blank_page(210, 297)
    writer.write(stream)
    return stream.getvalue()


@pytest.fixture
def condition(seated, officer, specialist):
    decided(plan_case(officer), seated, responsible=specialist)
    return ResolutionCondition.objects.select_related("resolution").get()


def owed(condition):
    return Obligation.objects.get(
        kind=ObligationKind.CONDITION, subject=f"condition:{condition.pk}"
    )


def test_closing_the_vote_makes_the_condition_owed_once(condition, specialist):
    row = owed(condition)

    assert row.responsible == specialist
    assert row.due_at == local_moment(condition.due_on, CLOSES)
    assert owe_all_conditions(at=AFTER) == []


def test_a_condition_whose_duty_was_never_written_is_owed_by_the_next_sweep(condition):
    Obligation.objects.filter(kind=ObligationKind.CONDITION).delete()

    assert len(owe_all_conditions(at=NOW)) == 1


def test_meet_condition_by_its_responsible_does_what_was_owed_and_tells_the_pmo(
    condition, specialist, officer
):
    meet_condition(condition, by=specialist, at=NOW, note="报告见附件")

    assert stored(condition).state == ConditionState.MET
    assert owed(condition).state == ObligationState.DONE
    told = Message.objects.filter(event_key__startswith=f"condition:{condition.pk}:met")
    assert [row.recipient for row in told] == [officer]


def test_meet_condition_by_somebody_else_or_without_a_word_is_refused(
    condition, specialist, officer
):
    with pytest.raises(NotAllowed):
        meet_condition(condition, by=officer, at=NOW, note="代报")
    with pytest.raises(NoteMissing):
        meet_condition(condition, by=specialist, at=NOW, note="。")


def test_confirm_condition_by_the_pmo_ends_it(condition, specialist, officer):
    meet_condition(condition, by=specialist, at=NOW, note="报告见附件")

    confirm_condition(condition, by=officer, at=NOW)

    row = stored(condition)
    assert (row.state, row.confirmed_by) == (ConditionState.CONFIRMED, officer)
    with pytest.raises(WrongState):
        reject_condition(row, by=officer, at=NOW, note="反悔了")


def test_nobody_confirms_their_own_and_a_stranger_confirms_none(
    seated, officer, manager, colleague
):
    decided(plan_case(officer), seated, responsible=manager)
    row = ResolutionCondition.objects.get()
    meet_condition(row, by=manager, at=NOW, note="已经完成")

    for by in (manager, colleague, seated[0]):
        with pytest.raises(NotAllowed):
            confirm_condition(stored(row), by=by, at=NOW)

    assert confirm_condition(stored(row), by=officer, at=NOW).confirmed_by == officer


def test_confirm_condition_before_it_was_reported_is_refused(condition, officer):
    with pytest.raises(WrongState):
        confirm_condition(condition, by=officer, at=NOW)


def test_reject_condition_gives_a_reason_and_it_is_owed_again(condition, specialist, officer):
    meet_condition(condition, by=specialist, at=NOW, note="报告见附件")
    with pytest.raises(NoteMissing):
        reject_condition(condition, by=officer, at=NOW, note="")

    reject_condition(condition, by=officer, at=NOW, note="缺少成功率数据")

    assert stored(condition).state == ConditionState.OPEN
    assert owed(condition).state == ObligationState.OPEN
    assert Message.objects.filter(recipient=specialist, body="缺少成功率数据").exists()
    meet_condition(stored(condition), by=specialist, at=AFTER, note="补齐数据")
    assert owed(condition).state == ObligationState.LATE_DONE


def test_an_open_condition_past_its_day_is_overdue_and_a_reported_one_is_not(
    condition, specialist, officer
):
    assert [line.is_overdue for line in unmet_conditions(officer, at=NOW)] == [False]
    assert [line.is_overdue for line in unmet_conditions(officer, at=AFTER)] == [True]

    meet_condition(condition, by=specialist, at=NOW, note="报告见附件")

    assert [line.is_overdue for line in unmet_conditions(officer, at=AFTER)] == [False]
    confirm_condition(condition, by=officer, at=NOW)
    assert unmet_conditions(officer, at=AFTER) == []


@pytest.mark.usefixtures("store")
def test_evidence_is_added_by_the_responsible_while_it_is_open(condition, specialist, officer):
    file = add_condition_evidence(condition, "报告.txt", [b"ok"], by=specialist, at=NOW)
    assert condition_lines([condition], at=NOW)[0].files == [file]
    with pytest.raises(NotAllowed):
        add_condition_evidence(condition, "别人.txt", [b"no"], by=officer, at=NOW)

    meet_condition(condition, by=specialist, at=NOW, note="报告见附件")

    with pytest.raises(ConditionClosed):
        add_condition_evidence(condition, "迟到.txt", [b"late"], by=specialist, at=NOW)
    with pytest.raises(ConditionClosed):
        remove_condition_evidence(condition, file, by=specialist, at=NOW)
    assert StoredFile.objects.count() == 1


@pytest.mark.usefixtures("store")
def test_the_signed_page_is_attached_by_whoever_runs_the_meetings(
    condition, seated, officer, specialist
):
    resolution = condition.resolution
    with pytest.raises(NotAllowed):
        attach_signed_paper(resolution, "签字页.pdf", [scan()], by=specialist, at=NOW)
    with pytest.raises(BadUpload):
        attach_signed_paper(resolution, "签字页.xlsx", [b"PK"], by=officer, at=NOW)

    file = attach_signed_paper(resolution, "签字页.pdf", [scan()], by=seated[1], at=NOW)

    assert list(StoredFile.objects.on(resolution)) == [file]
    remove_signed_paper(resolution, file, by=officer, at=NOW)
    assert not StoredFile.objects.on(resolution).exists()


@pytest.mark.django_db(transaction=True)
def test_two_decide_on_a_reported_condition_at_once_and_one_wins(
    seated, officer, manager, specialist
):
    for number in range(1, 5):
        decided(plan_case(officer, number=number), seated, responsible=specialist)
        row = ResolutionCondition.objects.order_by("pk").last()
        meet_condition(row, by=specialist, at=NOW, note="报告见附件")

        def yes(pk=row.pk):
            confirm_condition(ResolutionCondition.objects.get(pk=pk), by=officer, at=NOW)

        def no(pk=row.pk):
            seen = ResolutionCondition.objects.get(pk=pk)
            reject_condition(seen, by=manager, at=NOW, note="数据不足")

        outcomes = at_once(yes, no)

        assert outcomes.count("won") == 1, outcomes
        is_confirmed = stored(row).state == ConditionState.CONFIRMED
        assert is_confirmed == (owed(row).state == ObligationState.DONE)
