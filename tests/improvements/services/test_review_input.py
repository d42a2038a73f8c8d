"""Improvements lie on the table of a review, told from above and frozen with the rest (6.4.3, 6.4.4, docs/adr/0031)."""

from datetime import timedelta

import pytest
from django.utils import translation

from governance.models import Obligation
from governance.states import ObligationKind
from improvements.models import Improvement
from improvements.services.improvement import NewImprovement, raise_improvement
from improvements.states import Source, Stage
from reviews.models import ReviewInput
from reviews.selectors.inputs import computed_inputs
from reviews.selectors.table import input_text
from reviews.states import InputKind
from tests.reviews.world import NOW, World


@pytest.fixture
def world(operations, development):
    return World(operations, development)


def improvement(world, **changes):
    new = NewImprovement(
        title="夜班增员",
        source=Source.PRACTICE,
        source_note="同业交流",
        problem="夜间事件超时",
        process=world.process,
        department=world.operations,
        owner=world.specialist,
    )
    row = raise_improvement(new, by=world.officer, at=NOW)
    Improvement.objects.filter(pk=row.pk).update(**changes)
    return row


def on_the_table(review):
    return computed_inputs(review, at=NOW)[InputKind.IMPROVEMENTS]["rows"]


def test_every_input_is_computed_by_somebody(world):
    assert list(computed_inputs(world.prepared(), at=NOW)) == InputKind.values


def test_a_running_improvement_lies_on_the_table_in_both_languages(world):
    row = improvement(world)
    Obligation.objects.filter(kind=ObligationKind.IMPROVEMENT).update(
        due_at=NOW - timedelta(days=1)
    )

    (told,) = on_the_table(world.prepared())

    assert (told["number"], told["stage"], told["stage_en"]) == (row.number, "识别", "identify")
    assert told["is_late"]
    for language, word in (("zh-hans", "识别"), ("en", "identify")):
        with translation.override(language):
            text = input_text(InputKind.IMPROVEMENTS, {"since": "2026-04-01", "rows": [told]})
        assert text.tables[0].rows[0][3].text == word


def test_an_improvement_closed_since_the_last_review_lies_on_the_table_and_no_earlier_one(world):
    closed = {"state": Stage.CLOSED, "no_norm_reason": "无需修订"}
    late = improvement(world, closed_at=NOW - timedelta(days=3), **closed)
    improvement(world, closed_at=NOW - timedelta(days=300), **closed)

    assert [row["improvement"] for row in on_the_table(world.prepared())] == [late.pk]


def test_convening_freezes_the_improvements(world):
    row = improvement(world)
    review = world.convened()

    Improvement.objects.filter(pk=row.pk).update(title="改了名")

    frozen = ReviewInput.objects.get(review=review, kind=InputKind.IMPROVEMENTS)
    assert [each["title"] for each in frozen.content["rows"]] == ["夜班增员"]
