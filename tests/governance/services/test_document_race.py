"""Two begin the next version of one document at once: one draft, numbered on, the other told (C12)."""

import pytest

from governance.models import DocumentVersion
from governance.services.document import VersionNote, start_version
from governance.states import DocumentState
from tests.governance.writing import NOW, make_document
from tests.kpi.services.test_race import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 10


def test_of_two_who_begin_a_version_at_once_one_does(officer, second_officer):
    for number in range(ROUNDS):
        document = make_document(officer, title=f"规范{number}")

        outcomes = at_once(
            *(
                lambda by=by, document=document: start_version(
                    document, VersionNote("修订"), by=by, at=NOW
                )
                for by in (officer, second_officer)
            )
        )

        assert outcomes.count("won") == 1, outcomes
        assert not any("Error" in each for each in outcomes), outcomes
        drafts = DocumentVersion.objects.filter(document=document, state=DocumentState.DRAFT)
        assert [each.label for each in drafts] == ["V1.0"]
