"""Importing the policy (R1–R4): once, into force, with its signers as text only."""

import pytest

from governance.forms.policy_text import read_policy
from governance.lib.workflow import NotAllowed
from governance.models import AuditEntry, Clause, ClauseText, Document, DocumentVersion, Person
from governance.services.policy import CannotImportPolicy, import_policy
from governance.states import DocumentState
from tests.catalogue import policy_bytes
from tests.people import LONG_AGO, SETUP


def imported(*changes, by=SETUP):
    return import_policy(read_policy(policy_bytes(*changes)), by=by, at=LONG_AGO)


SECOND = (
    "首次发布",
    "首次发布\nV1.1\t甘一\t2025.3.5\t乙二\t2025.3.6\t丙三\t2025.3.7\t修订",
)


def test_import_policy_writes_document_version_and_clause_texts(db):
    outcome = imported()

    version = outcome.version
    assert outcome.is_new
    assert version.state == DocumentState.IN_FORCE
    assert (version.prepared_by, version.approved_by) == ("甘一", "丙三")
    assert version.published_on is None
    assert version.effective_on is None
    assert [row["date_label"] for row in version.preamble["signers"]] == [
        "编制时间",
        "编制时间",
        "审批时间",
    ]
    assert ClauseText.objects.filter(document_version=version).count() == 4
    assert Clause.objects.get(number="2.1").parent.number == "2"
    assert AuditEntry.objects.filter(action="governance.import_policy").count() == 1


def test_import_policy_makes_no_accounts_of_the_signers(db):
    imported()

    assert not Person.objects.exists()


def test_import_policy_of_the_same_file_does_nothing(db):
    imported()
    entries = AuditEntry.objects.count()

    outcome = imported()

    assert not outcome.is_new
    assert AuditEntry.objects.count() == entries
    assert DocumentVersion.objects.count() == 1


def test_import_policy_of_another_text_under_the_same_version_is_refused(db):
    imported()

    with pytest.raises(CannotImportPolicy):
        imported(("第一点", "别的一点"))


def test_import_policy_of_another_number_is_refused(db):
    imported()

    with pytest.raises(CannotImportPolicy):
        imported(("QHYF-ITSS-0001", "QHYF-ITSS-0002"))


def test_a_later_version_supersedes_the_one_before(db):
    imported()

    outcome = imported(SECOND)

    states = dict(DocumentVersion.objects.values_list("label", "state"))
    assert states == {"V1.0": DocumentState.SUPERSEDED, "V1.1": DocumentState.IN_FORCE}
    assert outcome.version.label == "V1.1"
    assert ClauseText.objects.count() == 8


def test_a_first_import_of_a_later_version_keeps_the_earlier_row(db):
    imported(SECOND)

    states = dict(DocumentVersion.objects.values_list("label", "state"))
    assert states == {"V1.0": DocumentState.SUPERSEDED, "V1.1": DocumentState.IN_FORCE}


def test_import_policy_over_the_shipped_catalogue_keeps_english_titles(catalogue):
    imported()

    assert Document.objects.get(code="policy").number == "QHYF-ITSS-0001"
    assert Clause.objects.get(number="1").title_en == "Purpose"


def test_import_policy_by_the_officer_succeeds(officer):
    assert imported(by=officer).is_new


def test_import_policy_by_a_specialist_is_refused(specialist):
    with pytest.raises(NotAllowed):
        imported(by=specialist)
