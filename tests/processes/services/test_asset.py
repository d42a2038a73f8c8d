from dataclasses import replace

import pytest

from governance.lib.context import NOTHING, RequestContext, set_context
from governance.lib.workflow import Conflict, NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, Meeting, Message
from processes.models import Asset, AssetVersion
from processes.selectors.asset import assets_out_of, newest_version
from processes.services.asset import (
    AssetClosed,
    AssetFacts,
    CannotEnterAsset,
    add_asset,
    describe_asset,
    enter_asset,
    relabel_asset,
)
from processes.services.asset_step import (
    CannotAcceptAsset,
    CannotOfferAsset,
    accept_asset,
    archive_asset,
    offer_asset,
    return_asset,
    revise_asset,
    withdraw_asset,
)
from processes.services.assignment import end_assignment
from processes.services.process import retire_process
from processes.states import AssetState
from tests.processes.library import AT, with_file

pytestmark = pytest.mark.usefixtures("english")
FACTS = AssetFacts(Asset.Kind.DOCUMENT, "值守手册")


def seen_by(person):
    return set(Asset.objects.visible_to(person))


def test_an_act_leaves_an_asset_with_the_record_it_came_out_of(process, place, specialist):
    lesson = add_asset(
        process, Asset.Kind.LESSON, "先回退再查因", by=specialist, at=AT, source=place
    )

    assert (lesson.state, lesson.label, lesson.owner) == (
        AssetState.DRAFT,
        Asset.Label.INTERNAL,
        specialist,
    )
    assert (lesson.source_app, lesson.source_model, lesson.source_key) == (
        "processes",
        "assignment",
        str(place.pk),
    )
    assert lesson.source_title == str(place)
    assert assets_out_of(place, specialist) == [lesson]


def test_what_has_a_page_is_linked_back_to_it(shelved, officer):
    meeting = Meeting(pk=7, title="x")
    row = add_asset(None, Asset.Kind.RECORD, "纪要", by=officer, at=AT, source=meeting)

    assert row.source_url == "/committee/meetings/7/"


def test_numbers_have_no_gap(process, specialist, officer):
    enter_asset(replace(FACTS, process=process), by=specialist, at=AT)
    with pytest.raises(CannotEnterAsset):
        enter_asset(replace(FACTS, title=" "), by=officer, at=AT)
    second = enter_asset(FACTS, by=officer, at=AT)

    assert second.number.endswith("-2026-002")


def test_who_enters_what(process, specialist, colleague, stranger, officer, head):
    own = replace(FACTS, process=process)
    enter_asset(own, by=specialist, at=AT)
    enter_asset(FACTS, by=officer, at=AT)
    for person, facts in ((colleague, own), (stranger, own), (head, own), (specialist, FACTS)):
        with pytest.raises(NotAllowed):
            enter_asset(facts, by=person, at=AT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": "secret"},
        {"label": ""},
        {"kind": "song"},
        {"title": "x" * 10_000},
        {"summary": "x" * 20_001},
        {"version_label": " "},
    ],
)
def test_u13_what_is_not_on_the_list_is_refused(wrong, officer):
    with pytest.raises(CannotEnterAsset):
        enter_asset(replace(FACTS, **wrong), by=officer, at=AT)
    assert not Asset.objects.exists()


def test_u13_a_retired_process_takes_no_asset(process, officer, manager):
    end_assignment(process.assignments.get(), last_day=AT.date(), by=officer, at=AT)
    gone = retire_process(process, note="no longer run", by=manager, at=AT)
    with pytest.raises(CannotEnterAsset, match="retired"):
        enter_asset(replace(FACTS, process=gone), by=officer, at=AT)


def test_u13_a_version_label_is_given_once(shelved, specialist):
    row = revise_asset(shelved, note="numbers of March", by=specialist, at=AT)
    facts = AssetFacts(row.kind, row.title, row.process, "new", version_label="V1.0")

    with pytest.raises(CannotEnterAsset, match="already"):
        describe_asset(row, facts, seen=row.version, by=specialist, at=AT)


def test_an_asset_is_offered_taken_in_and_told(offered, officer, specialist):
    row = accept_asset(offered, seen=offered.version, by=officer, at=AT)

    assert row.state == AssetState.LIBRARY
    assert newest_version(row).accepted_by == officer
    assert Message.objects.get(recipient=specialist).url == f"/assets/{row.pk}/"
    assert AuditEntry.objects.filter(action="processes.accept_asset").exists()


def test_nothing_empty_is_offered(process, specialist, store):
    row = enter_asset(replace(FACTS, process=process), by=specialist, at=AT)
    with pytest.raises(CannotOfferAsset):
        offer_asset(row, by=specialist, at=AT)
    with_file(row, specialist)
    offer_asset(row, by=specialist, at=AT)


def test_who_entered_described_or_uploaded_does_not_take_it_in(
    process, officer, manager, second_officer, store
):
    row = enter_asset(replace(FACTS, process=process, summary="x"), by=officer, at=AT)
    with_file(row, manager)
    row = offer_asset(row, by=officer, at=AT)
    for person in (officer, manager):
        with pytest.raises(CannotAcceptAsset):
            accept_asset(row, seen=row.version, by=person, at=AT)

    assert accept_asset(row, seen=row.version, by=second_officer, at=AT).state == "library"


def test_neither_a_specialist_nor_a_token_takes_in(offered, specialist, colleague, officer):
    for person in (specialist, colleague):
        with pytest.raises(NotAllowed):
            accept_asset(offered, seen=offered.version, by=person, at=AT)
    set_context(RequestContext(via="token:abc"))
    with pytest.raises(NotAllowed, match="signed in"):
        accept_asset(offered, seen=offered.version, by=officer, at=AT)
    set_context(NOTHING)


def test_what_was_taken_back_and_offered_again_is_not_taken_in_unseen(offered, specialist, officer):
    seen = offered.version
    back = withdraw_asset(offered, by=specialist, at=AT)
    again = offer_asset(back, by=specialist, at=AT)

    with pytest.raises(Conflict):
        accept_asset(again, seen=seen, by=officer, at=AT)


def test_a_return_needs_a_reason_and_is_told(offered, officer, specialist):
    with pytest.raises(NoteMissing):
        return_asset(offered, note="。", by=officer, at=AT)
    row = return_asset(offered, note="which days?", by=officer, at=AT)

    assert row.state == AssetState.DRAFT
    assert Message.objects.filter(recipient=specialist).count() == 1


def test_only_the_process_manager_archives_and_nothing_is_deleted(
    shelved, officer, manager, specialist
):
    with pytest.raises(NotAllowed):
        archive_asset(shelved, note="outdated", by=officer, at=AT)
    row = archive_asset(shelved, note="outdated", by=manager, at=AT)

    assert (row.state, AssetVersion.objects.count()) == (AssetState.ARCHIVED, 1)
    with pytest.raises(WrongState):
        revise_asset(row, note="again", by=specialist, at=AT)


def test_a_new_version_leaves_the_one_in_the_library_readable(
    shelved, specialist, stranger, officer
):
    row = revise_asset(shelved, note="numbers of March", by=specialist, at=AT)

    assert row.state == AssetState.DRAFT
    assert [v.label for v in AssetVersion.objects.visible_to(stranger)] == ["V1.0"]
    assert {v.label for v in AssetVersion.objects.visible_to(specialist)} == {"V1.0", "V2.0"}
    row = offer_asset(row, by=specialist, at=AT)
    accept_asset(row, seen=row.version, by=officer, at=AT)
    assert {v.label for v in AssetVersion.objects.visible_to(stranger)} == {"V1.0", "V2.0"}


def test_what_stands_in_the_library_keeps_title_and_label(shelved, specialist):
    row = revise_asset(shelved, note="numbers of March", by=specialist, at=AT)
    facts = AssetFacts(Asset.Kind.DATA, "other", None, "new", "public", version_label="V1.1")

    row = describe_asset(row, facts, seen=row.version, by=specialist, at=AT)

    assert (row.title, row.kind, row.label) == ("春节值守记录", "record", "internal")
    assert (newest_version(row).summary, newest_version(row).label) == ("new", "V1.1")


def test_a_description_is_written_by_who_saw_the_last_one(draft, specialist, stranger):
    facts = AssetFacts(draft.kind, "new title", draft.process, "x")
    row = describe_asset(draft, facts, seen=draft.version, by=specialist, at=AT)
    with pytest.raises(Conflict):
        describe_asset(row, facts, seen=row.version - 1, by=specialist, at=AT)
    with pytest.raises(NotAllowed):
        describe_asset(row, facts, seen=row.version, by=stranger, at=AT)


def test_an_offered_asset_is_not_described(offered, specialist):
    facts = AssetFacts(offered.kind, "new title", offered.process, "x")
    with pytest.raises(AssetClosed, match="offered"):
        describe_asset(offered, facts, seen=offered.version, by=specialist, at=AT)


def test_a_draft_is_seen_by_who_prepares_it_the_pmo_and_the_auditor(  # noqa: PLR0917 -- the whole cast
    draft, specialist, colleague, stranger, officer, manager, auditor, head
):
    for person in (specialist, officer, manager, auditor):
        assert seen_by(person) == {draft}
    for person in (colleague, stranger, head):
        assert seen_by(person) == set()


def test_a_restricted_asset_is_for_the_departments_it_names(  # noqa: PLR0917 -- the whole cast
    shelved, officer, colleague, stranger, head, operations, development, auditor
):
    assert seen_by(stranger) == {shelved}
    facts = AssetFacts("", "", label="restricted", departments=[operations])
    row = relabel_asset(
        shelved, facts, seen=shelved.version, reason="names of people", by=officer, at=AT
    )
    for person in (colleague, head, officer, auditor):
        assert seen_by(person) == {row}
    assert seen_by(stranger) == set()

    facts = replace(facts, departments=[operations, development])
    relabel_asset(row, facts, seen=row.version, reason="needed there", by=officer, at=AT)
    assert seen_by(stranger) == {row}
    entry = AuditEntry.objects.filter(action="processes.relabel_asset").last()
    assert entry.after["departments"] == ["development", "operations"]


def test_only_the_pmo_relabels_and_says_why(shelved, specialist, officer, manager):
    facts = AssetFacts("", "", label="public")
    with pytest.raises(NotAllowed):
        relabel_asset(shelved, facts, seen=shelved.version, reason="why", by=specialist, at=AT)
    with pytest.raises(NoteMissing):
        relabel_asset(shelved, facts, seen=shelved.version, reason="", by=officer, at=AT)
    archived = archive_asset(shelved, note="outdated", by=manager, at=AT)
    with pytest.raises(AssetClosed):
        relabel_asset(archived, facts, seen=archived.version, reason="why", by=officer, at=AT)
