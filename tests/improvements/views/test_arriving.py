"""What was decided of a deviation arrives where it is taken up, with its evidence, until it is (6.4.2③, 6.4.3②, R60)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from improvements.models import Improvement
from improvements.selectors.improvement import deviations_without_improvement
from improvements.services.improvement import void_improvement
from improvements.states import Source
from kpi.models import Deviation
from kpi.states import DeviationDecision, DeviationState
from portal.selectors.finding import findings_by_rule
from portal.selectors.stretch import Stretch
from reviews.models import ReviewTrigger
from reviews.selectors.trigger import deviations_without_trigger
from reviews.services.trigger import NewTrigger, dismiss_trigger, raise_trigger
from reviews.states import TriggerKind
from tests.improvements.world import NOW

pytestmark = pytest.mark.django_db
MAY = Stretch(date(2026, 5, 1), date(2026, 5, 31))


def decided(world, decision, start="2026-05"):
    return Deviation.objects.create(
        indicator=world.indicator,
        start_period=start,
        period="2026-05",
        period_end=date(2026, 5, 31),
        opened_at=NOW,
        cause="夜班无人",
        impact="客户等待",
        measure="排夜班",
        decision=decision,
        state=DeviationState.DECIDED,
        decided_by=world.officer,
        decided_at=NOW,
        responsible=world.owner,
        due_on=date(2026, 6, 30),
    )


def waiting(world):
    for group in findings_by_rule(world.officer, MAY, at=NOW):
        if group.rule.code == "decided_not_taken_up":
            return [each.who for each in group.findings]
    return []


def raised_from(world, deviation):
    return world.raised(source=Source.DEVIATION, source_note="", deviation=deviation)


@pytest.mark.parametrize("name", ["board", "improvement-new"])
def test_a_deviation_to_be_improved_waits_where_improvements_are_opened(as_, world, name):
    deviation = decided(world, DeviationDecision.IMPROVEMENT)
    client = as_(world.officer)
    door = f"{reverse('improvements:improvement-new')}?deviation={deviation.pk}"
    page = client.get(reverse(f"improvements:{name}")).text
    assert (door in page, "排夜班" in page) == (True, True)
    assert waiting(world) == ["林小满"]

    row = raised_from(world, deviation)
    assert door not in client.get(reverse(f"improvements:{name}")).text
    assert waiting(world) == []
    assert client.get(door)["Location"] == reverse("improvements:improvement", args=[row.pk])


def test_a_deviation_waits_again_once_its_improvement_is_void(world):
    deviation = decided(world, DeviationDecision.IMPROVEMENT)
    row = raised_from(world, deviation)
    assert not deviations_without_improvement(world.officer)

    void_improvement(row, note="立项有误", by=world.manager, at=NOW)
    assert list(deviations_without_improvement(world.officer)) == [deviation]
    assert Improvement.objects.count() == 1


def test_a_deviation_to_be_reviewed_waits_where_triggers_are_raised(as_, world):
    deviation = decided(world, DeviationDecision.ADHOC_REVIEW)
    client = as_(world.officer)
    door = f"{reverse('reviews:trigger-new')}?deviation={deviation.pk}"
    assert door in client.get(reverse("reviews:triggers")).text
    assert waiting(world) == ["林小满"]

    new = NewTrigger(TriggerKind.PROCESS_FAILURE, NOW, "夜间事件大量超时", deviation=deviation)
    raise_trigger(new, by=world.officer, at=NOW)
    assert not deviations_without_trigger(world.officer)
    assert door not in client.get(reverse("reviews:triggers")).text
    trigger = ReviewTrigger.objects.get()
    assert client.get(door)["Location"] == reverse("reviews:trigger", args=[trigger.pk])


def test_what_was_decided_otherwise_or_is_of_another_department_waits_for_nobody(world):
    decided(world, DeviationDecision.WATCH, "2026-04")
    other = decided(world, DeviationDecision.IMPROVEMENT)

    assert list(deviations_without_improvement(world.officer)) == [other]
    assert not deviations_without_trigger(world.officer)
    assert not deviations_without_improvement(world.stranger)


def test_an_improvement_takes_up_what_else_is_decided_of_its_indicator_until_it_is_closed(world):
    row = raised_from(world, decided(world, DeviationDecision.IMPROVEMENT))
    again = decided(world, DeviationDecision.IMPROVEMENT, "2026-04")
    assert not deviations_without_improvement(world.officer)

    Improvement.objects.filter(pk=row.pk).update(closed_at=NOW - timedelta(days=1))
    assert list(deviations_without_improvement(world.officer)) == [again]


def test_a_trigger_takes_up_what_else_is_decided_of_its_indicator_until_it_is_dismissed(world):
    deviation = decided(world, DeviationDecision.ADHOC_REVIEW)
    again = decided(world, DeviationDecision.ADHOC_REVIEW, "2026-04")
    new = NewTrigger(TriggerKind.PROCESS_FAILURE, NOW, "夜间事件大量超时", deviation=deviation)
    trigger = raise_trigger(new, by=world.officer, at=NOW)
    assert not deviations_without_trigger(world.officer)

    dismiss_trigger(trigger, note="并入季度评审", by=world.manager, at=NOW)
    assert list(deviations_without_trigger(world.officer)) == [again]
