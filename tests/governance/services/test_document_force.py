"""Versions are published, take effect, follow one another and end; the database keeps their days apart (R1, G21, G47)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from governance.lib.nooverlap import let_overlap
from governance.lib.workflow import NotAllowed, NoteMissing, WrongState
from governance.models import AuditEntry, DocumentVersion, Obligation
from governance.selectors.document_force import holding_version, holding_versions
from governance.services.approval import NotApproved
from governance.services.document import CannotStartVersion, note_edit, submit_version
from governance.services.document_force import (
    CannotPublishDocument,
    CannotRetireDocument,
    publish_version,
    put_into_force,
    recall_version,
    retire_document,
)
from governance.states import DocumentState, ObligationKind, ObligationState
from tests.governance.deciding import make_members, seat_committee
from tests.governance.writing import (
    DAY,
    NOW,
    TODAY,
    agree,
    make_approved,
    make_document,
    make_draft,
    make_published,
    stored,
    written,
)
from tests.kpi.services.test_race import at_once

pytestmark = pytest.mark.django_db
LATER = TODAY + 30 * DAY
AT_LATER = NOW + 30 * DAY


def labels(document, *days):
    found = [holding_version(document, day) for day in days]
    return [row.label if row else "" for row in found]


def test_publish_version_signs_from_the_trail_of_the_case(officer, manager):
    version = make_published(make_document(officer), officer, manager)

    assert version.state == DocumentState.IN_FORCE
    assert (version.prepared_by, version.preparer) == (officer.name, officer)
    assert (version.approved_by, version.approver) == (manager.name, manager)
    assert (version.reviewed_by, version.reviewer, version.publisher) == ("", None, manager)
    assert {version.prepared_on, version.approved_on, version.published_on} == {TODAY}
    assert version.effective_on == TODAY


def test_publish_version_of_the_policy_names_reviewer_chair_and_resolution(
    officer, manager, development
):
    from governance.services.committee_vote import close_vote

    members = make_members(development)
    seat_committee(members, by=officer)
    version = make_draft(make_document(officer, kind="policy", number="X-1"), officer)
    case = submit_version(version, by=officer, at=NOW)
    agree(version, manager)
    for member in members:
        agree(version, member)
    resolution = close_vote(stored(case), by=members[0], at=NOW)

    version = publish_version(version, effective_on=TODAY, by=manager, at=NOW)

    assert version.resolution == resolution
    assert (version.reviewer, version.approver) == (manager, members[0])


def test_publish_version_that_was_not_approved_is_refused(officer, manager):
    version = make_draft(make_document(officer), officer)

    with pytest.raises(NotApproved):
        publish_version(version, effective_on=TODAY, by=manager, at=NOW)
    submit_version(version, by=officer, at=NOW)
    with pytest.raises(NotApproved):
        publish_version(version, effective_on=TODAY, by=manager, at=NOW)
    assert stored(version).published_on is None


def test_publish_version_changed_after_the_approval_is_refused(officer, manager):
    version = make_approved(make_document(officer), officer, manager)
    note_edit(version, content_sha256=written("二"), by=officer, at=NOW)

    with pytest.raises(NotApproved):
        publish_version(version, effective_on=TODAY, by=manager, at=NOW)


def test_publish_version_by_pmo_staff_is_refused(officer, manager):
    version = make_approved(make_document(officer), officer, manager)

    with pytest.raises(NotAllowed):
        publish_version(version, effective_on=TODAY, by=officer, at=NOW)


def test_publish_version_for_yesterday_is_refused(officer, manager):
    version = make_approved(make_document(officer), officer, manager)

    with pytest.raises(CannotPublishDocument):
        publish_version(version, effective_on=TODAY - DAY, by=manager, at=NOW)


def test_publish_version_before_one_that_waits_is_refused(officer, manager):
    document = make_document(officer)
    make_published(document, officer, manager, effective_on=LATER)
    version = make_approved(document, officer, manager, text="二")

    with pytest.raises(CannotPublishDocument):
        publish_version(version, effective_on=LATER, by=manager, at=NOW)


def test_a_scheduled_version_takes_effect_on_its_day_and_supersedes(officer, manager):
    document = make_document(officer)
    earlier = make_published(document, officer, manager)
    version = make_published(document, officer, manager, text="二", effective_on=LATER)

    assert (version.state, stored(earlier).state) == ("scheduled", "in_force")
    assert put_into_force(at=AT_LATER - timedelta(days=1)) == 0
    assert put_into_force(at=AT_LATER) == 1
    assert (stored(version).state, stored(earlier).state) == ("in_force", "superseded")
    assert stored(earlier).ended_on == LATER - DAY


def test_put_into_force_twice_changes_nothing_more(officer, manager):
    document = make_document(officer)
    make_published(document, officer, manager)
    make_published(document, officer, manager, text="二", effective_on=LATER)
    put_into_force(at=AT_LATER)
    entries = AuditEntry.objects.count()

    assert put_into_force(at=AT_LATER) == 0
    assert AuditEntry.objects.count() == entries


def test_put_into_force_after_weeks_of_darkness_takes_every_day_in_its_order(officer, manager):
    document = make_document(officer)
    first = make_published(document, officer, manager)
    second = make_published(document, officer, manager, text="二", effective_on=TODAY + 3 * DAY)
    third = make_published(document, officer, manager, text="三", effective_on=TODAY + 9 * DAY)

    assert put_into_force(at=AT_LATER) == 2
    assert [stored(row).state for row in (first, second, third)] == [
        "superseded",
        "superseded",
        "in_force",
    ]


def test_holding_version_answers_for_past_and_future_by_the_dates(officer, manager):
    document = make_document(officer)
    make_published(document, officer, manager)
    make_published(document, officer, manager, text="二", effective_on=LATER)

    days = (TODAY - DAY, TODAY, LATER - DAY, LATER, LATER + 999 * DAY)
    assert labels(document, *days) == ["", "V1.0", "V1.0", "V2.0", "V2.0"]
    assert holding_versions([document], LATER)[document.pk].label == "V2.0"


def test_holding_version_before_the_tick_is_the_one_of_the_day(officer, manager):
    document = make_document(officer)
    make_published(document, officer, manager, effective_on=LATER)

    assert labels(document, LATER) == ["V1.0"]
    put_into_force(at=AT_LATER)
    assert labels(document, LATER) == ["V1.0"]


def test_a_version_without_a_stated_day_is_followed_by_the_published_one(officer, manager):
    """As the imported policy is: in force, its effective date not stated (G47)."""
    document = make_document(officer)
    imported = DocumentVersion.objects.create(
        document=document, label="V1.0", state=DocumentState.IN_FORCE, approved_on=TODAY - 400 * DAY
    )
    make_published(document, officer, manager, text="二", effective_on=LATER)

    assert labels(document, TODAY - 401 * DAY, TODAY, LATER) == ["", "V1.0", "V2.0"]
    assert stored(imported).ended_on == LATER - DAY
    assert make_draft(document, officer, text="三").label == "V3.0"


def test_recall_version_lets_the_one_before_go_on(officer, manager):
    document = make_document(officer)
    earlier = make_published(document, officer, manager)
    version = make_published(document, officer, manager, text="二", effective_on=LATER)

    recall_version(version, by=manager, at=NOW, note="日期有误")

    assert (stored(version).state, stored(version).effective_on) == ("retired", None)
    assert stored(earlier).ended_on is None
    assert labels(document, LATER) == ["V1.0"]
    assert put_into_force(at=AT_LATER) == 0


def test_recall_version_in_force_is_refused(officer, manager):
    version = make_published(make_document(officer), officer, manager)

    with pytest.raises(WrongState):
        recall_version(version, by=manager, at=NOW, note="日期有误")
    assert stored(version).effective_on == TODAY


def test_recall_version_between_two_closes_the_gap(officer, manager):
    document = make_document(officer)
    first = make_published(document, officer, manager)
    second = make_published(document, officer, manager, text="二", effective_on=TODAY + 5 * DAY)
    make_published(document, officer, manager, text="三", effective_on=LATER)

    recall_version(second, by=manager, at=NOW, note="不发了")

    assert stored(first).ended_on == LATER - DAY
    assert labels(document, LATER - DAY, LATER) == ["V1.0", "V3.0"]


def test_retire_document_ends_with_its_last_day(officer, manager):
    document = make_document(officer)
    version = make_published(document, officer, manager)

    retire_document(document, ended_on=LATER, reason="业务已停", by=manager, at=NOW)

    assert stored(version).state == "in_force"
    assert labels(document, LATER, LATER + DAY) == ["V1.0", ""]
    assert put_into_force(at=AT_LATER) == 0
    assert put_into_force(at=AT_LATER + DAY) == 1
    assert stored(version).state == "retired"


def test_retire_document_needs_a_reason_and_the_right(officer, manager):
    document = make_document(officer)

    with pytest.raises(NoteMissing):
        retire_document(document, ended_on=TODAY, reason="", by=manager, at=NOW)
    with pytest.raises(NotAllowed):
        retire_document(document, ended_on=TODAY, reason="停用", by=officer, at=NOW)
    with pytest.raises(CannotRetireDocument):
        retire_document(document, ended_on=TODAY - DAY, reason="停用", by=manager, at=NOW)


def test_retire_document_with_a_draft_or_the_policy_is_refused(officer, manager):
    document = make_document(officer)
    make_draft(document, officer)
    policy = make_document(officer, kind="policy", title="框架", number="X-1")

    for each in (document, policy):
        with pytest.raises(CannotRetireDocument):
            retire_document(each, ended_on=TODAY, reason="停用", by=manager, at=NOW)


def test_a_retired_document_gets_no_further_version(officer, manager):
    document = make_document(officer)
    retire_document(document, ended_on=TODAY, reason="停用", by=manager, at=NOW)

    with pytest.raises(CannotStartVersion):
        make_draft(document, officer)


def overlapping(document):
    """A second version put beside the first past every service, as a careless script would."""
    return DocumentVersion.objects.create(
        document=document,
        label="V9.0",
        state=DocumentState.SUPERSEDED,
        published_on=TODAY,
        effective_on=TODAY + DAY,
    )


def test_the_database_refuses_two_versions_on_one_day(officer, manager):
    document = make_document(officer)
    make_published(document, officer, manager)

    with pytest.raises(DatabaseError, match="two hold on one day"), transaction.atomic():
        overlapping(document)
    other = make_document(officer, title="另一规范")
    make_published(other, officer, manager, label="V1.0")


def test_the_database_refuses_to_stretch_a_version_over_the_next(officer, manager):
    document = make_document(officer)
    earlier = make_published(document, officer, manager)
    make_published(document, officer, manager, text="二", effective_on=LATER)

    with pytest.raises(DatabaseError, match="two hold on one day"), transaction.atomic():
        DocumentVersion.objects.filter(pk=earlier.pk).update(ended_on=LATER)


def test_without_the_guard_two_versions_hold_on_one_day(officer, manager):
    """The refusal above comes from the guard of the database and from nowhere else."""
    document = make_document(officer)
    make_published(document, officer, manager)
    let_overlap(connection, "governance_documentversion")

    assert overlapping(document).pk


def test_publish_version_asks_the_distribution_and_closes_the_review(officer, manager, specialist):
    document = make_document(officer, distribution="everyone", review_months=12)

    make_published(document, officer, manager)

    owed = Obligation.objects.filter(kind=ObligationKind.DOCUMENT_READING)
    assert {row.responsible for row in owed} == {officer, manager, specialist}
    assert {row.state for row in owed} == {ObligationState.OPEN}
    assert stored(document).next_review_on == date(2027, 3, 2)


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_publish_once(officer, manager, head):
    from governance.services.person import grant_role
    from tests.people import LONG_AGO, SETUP

    grant_role(head, "process_manager", valid_from=date(2024, 1, 1), by=SETUP, at=LONG_AGO)
    for turn in range(20):
        document = make_document(officer, title=f"规范{turn}")
        version = make_approved(document, officer, manager)

        outcomes = at_once(
            *(
                lambda who=who, version=version: publish_version(
                    stored(version), effective_on=TODAY, by=who, at=NOW
                )
                for who in (manager, head)
            )
        )

        assert outcomes.count("won") == 1, outcomes
        published = AuditEntry.objects.filter(
            action="governance.publish_documentversion", object_key=str(version.pk)
        )
        assert published.count() == 1, outcomes
        assert document.versions.filter(state=DocumentState.IN_FORCE).count() == 1
