"""Verified by arithmetic, by somebody else; then into the norm (6.4.4④⑤, G34, G35)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import Document, DocumentVersion, Obligation
from governance.selectors.calendar import work_calendar
from governance.services.document_reading import ask_to_read, confirm_reading
from governance.states import DocumentState, ObligationKind
from improvements.selectors.page import improvement_page
from improvements.services.improvement import finish_improvement
from improvements.services.measure import end_action_measure
from improvements.services.solidification import (
    CannotSolidify,
    cite_norm,
    close_improvement,
    declare_no_norm,
    plan_norm_training,
    revise_norm,
)
from improvements.services.verification import (
    CannotVerify,
    plan_verification,
    verify_improvement,
    watch_improvement,
)
from improvements.states import Effect, Stage
from processes.models import Asset, Norm
from tests.improvements.world import AFTER, BEFORE, NOW, put_weeks

STEP_WORKDAYS = 10
OCTOBER = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)


def finished(world, before=(80, 100), after=(95, 100), *, weeks=12):
    """Implemented, with weekly figures on both sides."""
    put_weeks(world.indicator, BEFORE[0], [before] * weeks)
    put_weeks(world.indicator, AFTER[0], [after] * weeks)
    row = world.started()
    end_action_measure(row.measures.get(), "finish", note="六月培训两场", by=world.doer, at=NOW)
    return finish_improvement(row, note="全部完成", by=world.owner, at=NOW)


def test_an_effect_that_reaches_what_was_expected_goes_on(world):
    row = finished(world)
    found = verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)

    assert (found.proposed, found.test) == (Effect.EFFECTIVE, "two_proportions")
    assert found.figures["before"] == {
        "level": "80",
        "weeks": 12,
        "owed_weeks": 12,
        "hits": "960",
        "cases": "1200",
    }
    assert (found.figures["change"], found.figures["target"]) == ("15", "90")
    row.refresh_from_db()
    assert row.state == Stage.SOLIDIFY


def test_an_effect_that_is_not_there_begins_a_new_round(world):
    row = finished(world, after=(81, 100))
    found = verify_improvement(row, Effect.NOT_EFFECTIVE, by=world.officer, at=OCTOBER)

    assert found.proposed == Effect.NOT_EFFECTIVE
    row.refresh_from_db()
    assert (row.state, row.round) == (Stage.IDENTIFY, 2)


def test_half_an_effect_is_for_the_verifier_to_say_with_a_reason(world):
    row = finished(world, after=(86, 100))
    with pytest.raises(NoteMissing):
        verify_improvement(row, Effect.PARTLY, by=world.officer, at=OCTOBER)

    found = verify_improvement(
        row,
        Effect.PARTLY,
        goes_on=True,
        reason="夜间已稳定，白天另行立项",
        by=world.officer,
        at=OCTOBER,
    )
    assert found.proposed == Effect.PARTLY
    row.refresh_from_db()
    assert row.state == Stage.SOLIDIFY


def test_overruling_the_figures_needs_a_reason(world):
    row = finished(world)
    with pytest.raises(NoteMissing):
        verify_improvement(row, Effect.NOT_EFFECTIVE, by=world.officer, at=OCTOBER)

    found = verify_improvement(
        row, Effect.NOT_EFFECTIVE, reason="口径在七月变了", by=world.officer, at=OCTOBER
    )
    assert (found.proposed, found.effect) == (Effect.EFFECTIVE, Effect.NOT_EFFECTIVE)


def test_weeks_that_are_missing_are_said_and_nothing_is_proposed(world):
    put_weeks(world.indicator, BEFORE[0], [(80, 100)] * 12)
    put_weeks(world.indicator, AFTER[0], [(95, 100)] * 8)
    row = world.started()
    end_action_measure(row.measures.get(), "finish", note="完成", by=world.doer, at=NOW)
    row = finish_improvement(row, note="全部完成", by=world.owner, at=NOW)

    found = verify_improvement(row, Effect.TOO_LITTLE, by=world.officer, at=OCTOBER)
    assert found.figures["why_too_little"] == "incomplete"
    row.refresh_from_db()
    assert row.state == Stage.VERIFY


@pytest.mark.parametrize("who", ["owner", "doer", "stranger", "member"])
def test_verify_improvement_by_who_did_it_or_may_not_is_refused(world, who):
    row = finished(world)
    with pytest.raises(NotAllowed):
        verify_improvement(row, Effect.EFFECTIVE, by=getattr(world, who), at=OCTOBER)


def test_an_officer_who_carried_out_a_measure_does_not_verify(world):
    put_weeks(world.indicator, BEFORE[0], [(80, 100)] * 12)
    put_weeks(world.indicator, AFTER[0], [(95, 100)] * 12)
    world.doer = world.officer
    row = world.started()
    end_action_measure(row.measures.get(), "finish", note="完成", by=world.officer, at=NOW)
    row = finish_improvement(row, note="全部完成", by=world.owner, at=NOW)

    with pytest.raises(NotAllowed):
        verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)
    assert verify_improvement(row, Effect.EFFECTIVE, by=world.manager, at=OCTOBER)


def test_verify_improvement_before_it_is_implemented_is_refused(world):
    with pytest.raises(WrongState):
        verify_improvement(world.started(), Effect.EFFECTIVE, by=world.officer, at=OCTOBER)


@pytest.mark.parametrize(
    "changes",
    [
        {"after_start": BEFORE[1]},
        {"before_end": BEFORE[0] - timedelta(days=1)},
        {"expected": Decimal(0)},
    ],
)
def test_windows_that_overlap_or_a_change_of_nothing_are_refused(world, changes):
    with pytest.raises(CannotVerify):
        plan_verification(world.raised(), world.comparing(**changes), by=world.owner, at=NOW)


@pytest.fixture
def solid(world):
    row = finished(world)
    verify_improvement(row, Effect.EFFECTIVE, by=world.officer, at=OCTOBER)
    row.refresh_from_db()
    return row


def norm_version(world, *, governs=True, **changes):
    document = Document.objects.create(code="night-shift", title="夜班规范", kind="norm")
    if governs:
        Norm.objects.create(process=world.process, document=document)
    return DocumentVersion.objects.create(document=document, label="V2.0", **changes)


def test_close_improvement_asks_for_the_published_norm(world, solid):
    version = norm_version(world)
    with pytest.raises(CannotSolidify):
        close_improvement(solid, by=world.manager, at=OCTOBER)
    cite_norm(solid, version, by=world.owner, at=OCTOBER)
    with pytest.raises(CannotSolidify, match="publication"):
        close_improvement(solid, by=world.manager, at=OCTOBER)

    DocumentVersion.objects.filter(pk=version.pk).update(
        state=DocumentState.SCHEDULED,
        published_on=date(2026, 10, 12),
        effective_on=date(2026, 11, 2),
    )
    row = close_improvement(solid, lesson="夜班须会重启网关", by=world.manager, at=OCTOBER)
    assert row.state == Stage.CLOSED
    watch = Obligation.objects.get(kind=ObligationKind.RECURRENCE)
    # 90 days later is a Sunday; the workdays of a step count from there.
    looked_at = date(2027, 1, 10)
    assert watch.due_at.date() == work_calendar().add_workdays(looked_at, STEP_WORKDAYS)


def test_a_revision_begins_as_a_draft_that_names_the_improvement(world, solid):
    version = norm_version(world, state=DocumentState.IN_FORCE, published_on=date(2025, 1, 6))
    with pytest.raises(NotAllowed):
        revise_norm(solid, version.document, by=world.owner, at=OCTOBER)

    row = revise_norm(solid, version.document, by=world.officer, at=OCTOBER)
    assert row.norm_version.state == DocumentState.DRAFT
    assert row.norm_version.change_note.startswith(row.number)


def test_a_version_older_than_the_improvement_cannot_carry_it(world, solid):
    version = norm_version(world, state=DocumentState.IN_FORCE, published_on=date(2025, 1, 6))
    with pytest.raises(CannotSolidify, match="before this improvement"):
        cite_norm(solid, version, by=world.owner, at=OCTOBER)


def test_cite_norm_of_another_process_is_refused(world, solid):
    with pytest.raises(CannotSolidify, match="does not govern"):
        cite_norm(solid, norm_version(world, governs=False), by=world.owner, at=OCTOBER)


def test_no_norm_is_for_a_process_manager_who_does_not_own_it(world, solid):
    with pytest.raises(NotAllowed):
        declare_no_norm(solid, reason="只是人员问题", by=world.officer, at=OCTOBER)
    with pytest.raises(NoteMissing):
        declare_no_norm(solid, reason="。", by=world.manager, at=OCTOBER)

    declare_no_norm(solid, reason="现行规范已写明，只是没有执行", by=world.manager, at=OCTOBER)
    assert close_improvement(solid, by=world.manager, at=OCTOBER).state == Stage.CLOSED


def test_the_look_again_reads_the_weeks_since_and_ends_the_duty(world, solid):
    declare_no_norm(solid, reason="现行规范已写明，只是没有执行", by=world.manager, at=OCTOBER)
    row = close_improvement(solid, by=world.manager, at=OCTOBER)
    put_weeks(world.indicator, date(2026, 10, 19), [(80, 100)] * 12)
    later = datetime(2027, 1, 11, 2, 0, tzinfo=UTC)

    found = watch_improvement(row, effect=Effect.NOT_EFFECTIVE, by=world.officer, at=later)
    assert (found.is_watch, found.proposed) == (True, Effect.NOT_EFFECTIVE)
    assert found.figures["after"]["weeks"] == 12
    assert not Obligation.objects.filter(
        kind=ObligationKind.RECURRENCE, state__in=["open", "missing"]
    ).exists()


def test_the_verification_is_owed_when_its_window_is_over(world):
    finished(world)

    duty = Obligation.objects.get(kind=ObligationKind.VERIFICATION)
    assert duty.due_at.date() == work_calendar().add_workdays(AFTER[1], STEP_WORKDAYS)


def test_the_page_offers_the_look_again_from_the_90th_day_on_and_once(world, solid):
    declare_no_norm(solid, reason="现行规范已写明，只是没有执行", by=world.manager, at=OCTOBER)
    row = close_improvement(solid, by=world.manager, at=OCTOBER)
    put_weeks(world.indicator, date(2026, 10, 19), [(80, 100)] * 12)
    day, later = timedelta(days=1), OCTOBER + timedelta(days=90)

    assert not improvement_page(row, world.officer, at=later - day).may_verify
    page = improvement_page(row, world.officer, at=later)
    assert page.may_verify
    assert page.finding.effect == Effect.NOT_EFFECTIVE
    assert not improvement_page(row, world.owner, at=later).may_verify

    watch_improvement(row, effect=Effect.NOT_EFFECTIVE, by=world.officer, at=later)
    assert not improvement_page(row, world.officer, at=later).may_verify


def published_norm(world, **changes):
    return norm_version(
        world,
        state=DocumentState.SCHEDULED,
        published_on=date(2026, 10, 12),
        effective_on=date(2026, 11, 2),
        **changes,
    )


def readers(kind=ObligationKind.DOCUMENT_READING):
    rows = Obligation.objects.filter(kind=kind).order_by("pk")
    return {row.responsible.name for row in rows}


def test_closing_asks_whom_the_norm_concerns_to_read_it_once(world, solid):
    cite_norm(solid, published_norm(world), by=world.owner, at=OCTOBER)
    row = close_improvement(solid, by=world.manager, at=OCTOBER)

    assert readers() == {"林小满", "何青禾"}
    assert ask_to_read(row.norm_version, [world.owner, world.doer], at=OCTOBER) == []


def test_who_has_read_it_already_is_not_asked(world, solid):
    version = published_norm(world)
    confirm_reading(version, by=world.owner, at=OCTOBER)
    cite_norm(solid, version, by=world.owner, at=OCTOBER)
    close_improvement(solid, by=world.manager, at=OCTOBER)

    assert readers() == {"何青禾"}


def test_the_lesson_goes_to_the_library_to_be_taken_in_by_another(world, solid):
    declare_no_norm(solid, reason="现行规范已写明，只是没有执行", by=world.manager, at=OCTOBER)
    row = close_improvement(solid, lesson="夜班须会重启网关", by=world.manager, at=OCTOBER)

    asset = Asset.objects.get()
    assert (asset.kind, asset.process, asset.source_key) == ("lesson", world.process, str(row.pk))
    assert asset.versions.get().summary == "夜班须会重启网关"


def test_without_a_lesson_nothing_goes_to_the_library(world, solid):
    declare_no_norm(solid, reason="现行规范已写明，只是没有执行", by=world.manager, at=OCTOBER)
    close_improvement(solid, by=world.manager, at=OCTOBER)

    assert not Asset.objects.exists()


def test_a_training_on_the_norm_is_for_whom_it_concerns(world, solid):
    day = date(2026, 11, 5)
    with pytest.raises(CannotSolidify):
        plan_norm_training(solid, day, by=world.officer, at=OCTOBER)
    cite_norm(solid, published_norm(world), by=world.owner, at=OCTOBER)
    with pytest.raises(NotAllowed):
        plan_norm_training(solid, day, by=world.owner, at=OCTOBER)

    training = plan_norm_training(solid, day, by=world.officer, at=OCTOBER)
    assert {person.name for person in training.people.all()} == {"林小满", "何青禾"}
    assert (training.document_version, training.planned_on) == ("V2.0", day)


def test_cite_norm_by_a_stranger_is_refused(world, solid):
    with pytest.raises(NotAllowed):
        cite_norm(solid, published_norm(world), by=world.stranger, at=OCTOBER)


def test_close_improvement_by_others_than_a_process_manager_is_refused(world, solid):
    declare_no_norm(solid, reason="现行规范已写明，只是没有执行", by=world.manager, at=OCTOBER)
    for person in (world.owner, world.officer, world.member):
        with pytest.raises(NotAllowed):
            close_improvement(solid, by=person, at=OCTOBER)
    assert close_improvement(solid, by=world.manager, at=OCTOBER).state == Stage.CLOSED
