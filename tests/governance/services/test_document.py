"""Versions are begun, edited, submitted and given up (R1, R2, R30; reliability §3.3)."""

import pytest

from governance.lib.workflow import Conflict, NotAllowed, NoteMissing
from governance.models import AuditEntry, DocumentAuthor, DocumentVersion, Vote
from governance.selectors.approval import case_of
from governance.selectors.document_case import authors_of, decided_sha256, version_standing
from governance.services.approval import CannotOpenCase, withdraw_case
from governance.services.approval_vote import cast_vote
from governance.services.document import (
    CannotEditDocument,
    CannotStartVersion,
    CannotSubmitDocument,
    VersionNote,
    describe_version,
    discard_version,
    note_edit,
    start_version,
    submit_version,
)
from governance.states import ApprovalState, Ballot, DocumentStanding, DocumentState
from tests.governance.writing import (
    NOW,
    agree,
    make_approved,
    make_document,
    make_draft,
    make_published,
    stored,
    written,
)

pytestmark = pytest.mark.django_db


def standing(version):
    fresh = stored(version)
    return version_standing(fresh, case_of(fresh))


def test_start_version_begins_at_v1_and_its_author_is_known(officer):
    version = start_version(make_document(officer), VersionNote(), by=officer, at=NOW)

    assert (version.label, version.state, version.is_material) == ("V1.0", "draft", True)
    assert authors_of(version) == [officer]
    assert AuditEntry.objects.filter(action="governance.start_version").count() == 1


@pytest.mark.parametrize(("material", "label"), [(True, "V2.0"), (False, "V1.1")])
def test_start_version_counts_on_from_the_one_in_force(officer, manager, material, label):
    document = make_document(officer)
    earlier = make_published(document, officer, manager)

    version = start_version(document, VersionNote("改", is_material=material), by=officer, at=NOW)

    assert (version.label, version.based_on, version.is_material) == (label, earlier, material)
    assert version.content_sha256 == earlier.content_sha256


def test_start_version_by_a_specialist_is_refused(officer, specialist):
    with pytest.raises(NotAllowed):
        start_version(make_document(officer), VersionNote(), by=specialist, at=NOW)


def test_start_version_beside_another_draft_is_refused(officer):
    document = make_document(officer)
    make_draft(document, officer)

    with pytest.raises(Conflict):
        start_version(document, VersionNote(), by=officer, at=NOW)


@pytest.mark.parametrize("label", ["V1.0", "V0.9", "1", "最新", "V1.1.1.1"])
def test_start_version_with_a_label_that_does_not_follow_is_refused(officer, manager, label):
    document = make_document(officer)
    make_published(document, officer, manager)

    with pytest.raises(CannotStartVersion):
        start_version(document, VersionNote("改", label=label), by=officer, at=NOW)


def test_note_edit_makes_an_author_and_voids_votes(officer, manager, chair):
    version = make_draft(make_document(officer), officer)
    submit_version(version, by=officer, at=NOW)
    agree(version, manager)

    assert standing(version) == DocumentStanding.APPROVED
    note_edit(version, content_sha256=written("二"), by=manager, at=NOW)

    assert set(authors_of(version)) == {officer, manager}
    assert standing(version) == DocumentStanding.DRAFT


def test_note_edit_in_approval_voids_what_was_answered(officer, manager, chair, head):
    second = _second_manager(head)
    version = make_draft(make_document(officer), officer)
    submit_version(version, by=officer, at=NOW)
    case = case_of(version)
    note_edit(version, content_sha256=written("二"), by=officer, at=NOW)

    assert case_of(version).content_sha256 == decided_sha256(stored(version)) != case.content_sha256
    assert Vote.objects.filter(voided_at=None).count() == 0
    assert second in {task.person for task in case.steps.get().tasks.all()}


def _second_manager(head):
    from datetime import date

    from governance.services.person import grant_role
    from tests.people import LONG_AGO, SETUP

    grant_role(head, "process_manager", valid_from=date(2024, 1, 1), by=SETUP, at=LONG_AGO)
    return head


def test_note_edit_of_a_published_version_is_refused(officer, manager):
    version = make_published(make_document(officer), officer, manager)

    with pytest.raises(CannotEditDocument):
        note_edit(version, content_sha256=written("二"), by=officer, at=NOW)


def test_describe_version_changes_what_is_decided_on(officer, manager):
    version = make_approved(make_document(officer), officer, manager)

    describe_version(version, VersionNote("另一个说法"), by=officer, at=NOW)

    assert standing(version) == DocumentStanding.DRAFT
    assert stored(version).change_note == "另一个说法"


def test_submit_version_gives_the_number_and_opens_a_case(officer, manager):
    document = make_document(officer)
    version = make_draft(document, officer)

    case = submit_version(version, by=officer, at=NOW)

    assert stored(document).number == "YNTD-ITSS-0601"
    assert (case.kind, case.state, case.url) == ("norm", "open", f"/documents/{document.code}/")
    assert {row.person for row in case.authors.all()} == {officer}
    assert standing(version) == DocumentStanding.IN_APPROVAL


def test_submit_version_without_content_is_refused(officer, manager):
    document = make_document(officer)
    version = start_version(document, VersionNote(), by=officer, at=NOW)

    with pytest.raises(CannotSubmitDocument):
        submit_version(version, by=officer, at=NOW)

    assert stored(document).number == ""


def test_submit_version_without_a_change_note_is_refused(officer, manager):
    document = make_document(officer)
    make_published(document, officer, manager)
    version = make_draft(document, officer, note="", text="二")

    with pytest.raises(CannotSubmitDocument):
        submit_version(version, by=officer, at=NOW)


def test_submit_version_twice_is_refused(officer, manager):
    version = make_draft(make_document(officer), officer)
    submit_version(version, by=officer, at=NOW)

    with pytest.raises(CannotOpenCase):
        submit_version(version, by=officer, at=NOW)


def test_submit_version_after_a_return_goes_into_the_next_round(officer, manager):
    version = make_draft(make_document(officer), officer)
    case = submit_version(version, by=officer, at=NOW)
    task = case.steps.get().tasks.get(person=manager)
    sha = decided_sha256(stored(version))
    cast_vote(task, Ballot.RETURN, by=manager, at=NOW, seen_sha256=sha, reason="缺少附录")
    assert standing(version) == DocumentStanding.RETURNED

    note_edit(version, content_sha256=written("补"), by=officer, at=NOW)
    again = submit_version(version, by=officer, at=NOW)

    assert (again.pk, again.round, again.state) == (case.pk, 2, ApprovalState.OPEN)


def test_an_author_never_decides_on_the_own_text(officer, manager, head):
    second = _second_manager(head)
    version = make_draft(make_document(officer), officer)
    note_edit(version, content_sha256=written("经理也写了"), by=manager, at=NOW)
    case = submit_version(version, by=officer, at=NOW)

    assert [task.person for task in case.steps.get().tasks.filter(state="open")] == [second]


def test_authors_of_a_draft_given_up_stay_authors_of_the_next(officer, manager, head):
    document = make_document(officer)
    first = make_draft(document, officer)
    note_edit(first, content_sha256=written("经理"), by=manager, at=NOW)
    discard_version(first, by=officer, at=NOW, note="重来")
    second = make_draft(document, officer)

    assert set(authors_of(second)) == {officer, manager}


def test_authors_before_the_last_published_version_are_free_again(officer, manager, head):
    _second_manager(head)
    document = make_document(officer)
    make_published(document, officer, manager)
    following = make_draft(document, manager, text="二")

    assert authors_of(following) == [manager]


def test_discard_version_keeps_it_and_frees_its_label(officer):
    document = make_document(officer)
    version = make_draft(document, officer)

    discard_version(version, by=officer, at=NOW, note="不再需要")

    assert stored(version).state == DocumentState.DISCARDED
    assert make_draft(document, officer).label == "V1.0"
    assert DocumentAuthor.objects.filter(version=version).exists()


def test_discard_version_needs_a_reason(officer):
    version = make_draft(make_document(officer), officer)

    with pytest.raises(NoteMissing):
        discard_version(version, by=officer, at=NOW, note="。")


def test_discard_version_in_approval_is_refused_until_it_is_withdrawn(officer, manager):
    version = make_draft(make_document(officer), officer)
    case = submit_version(version, by=officer, at=NOW)

    with pytest.raises(CannotEditDocument):
        discard_version(version, by=officer, at=NOW, note="不再需要")
    withdraw_case(case, by=officer, at=NOW, note="再想想")
    discard_version(version, by=officer, at=NOW, note="不再需要")

    assert stored(version).state == DocumentState.DISCARDED


def test_discard_version_by_somebody_who_wrote_nothing_is_refused(officer, head, operations):
    from governance.states import Role
    from tests.people import make_person

    other = make_person("other", "另一位", operations, Role.PMO)
    version = make_draft(make_document(officer), officer)

    with pytest.raises(CannotEditDocument):
        discard_version(version, by=other, at=NOW, note="不再需要")
    assert stored(version).state == DocumentState.DRAFT


def test_the_database_refuses_a_second_draft(officer):
    from django.db import IntegrityError

    document = make_document(officer)
    make_draft(document, officer)

    with pytest.raises(IntegrityError):
        DocumentVersion.objects.create(document=document, label="V9.0")
