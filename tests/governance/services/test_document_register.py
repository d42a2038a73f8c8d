"""The register: one entry per title, numbers without a gap and never twice, who may see what (R1, R4, G51, G52)."""

import pytest

from governance.lib.workflow import NotAllowed
from governance.models import Document, DocumentVersion, Serial
from governance.selectors.document_register import (
    DocumentFilter,
    documents_in_register,
    narrowed,
    register_totals,
)
from governance.services.catalogue import seed_governance
from governance.services.document import discard_version, submit_version
from governance.services.document_force import retire_document
from governance.services.document_register import (
    CannotNumberDocument,
    CannotRegisterDocument,
    Entry,
    create_document,
    describe_document,
    number_document,
)
from governance.services.setting import decide_setting
from tests.governance.writing import (
    DAY,
    NOW,
    TITLE,
    TODAY,
    make_document,
    make_draft,
    make_published,
    stored,
)

pytestmark = pytest.mark.django_db
LATER = TODAY + 30 * DAY


def seen(person, *documents):
    return [row in Document.objects.visible_to(person) for row in documents]


def test_create_document_by_a_specialist_is_refused(specialist):
    with pytest.raises(NotAllowed):
        make_document(specialist)


def test_create_document_of_a_known_title_or_alias_is_refused(officer):
    make_document(officer)

    with pytest.raises(CannotRegisterDocument):
        make_document(officer, title=f" {TITLE} ")
    with pytest.raises(CannotRegisterDocument):
        make_document(officer, title=" ")


def test_there_is_one_framework_policy(officer):
    make_document(officer, kind="policy", title="框架", number="X-1")

    with pytest.raises(CannotRegisterDocument):
        make_document(officer, kind="policy", title="另一框架")


def test_numbers_follow_without_a_gap_and_pass_over_what_was_typed_in(officer, manager):
    make_document(officer, title="甲", number="YNTD-ITSS-0602")
    rows = [make_document(officer, title=title) for title in ("乙", "丙", "丁")]

    numbers = [number_document(row, by=officer, at=NOW).number for row in rows]

    assert numbers == ["YNTD-ITSS-0601", "YNTD-ITSS-0603", "YNTD-ITSS-0604"]


def test_a_draft_that_is_thrown_away_uses_no_number_up(officer, manager):
    gone = make_draft(make_document(officer, title="甲"), officer)
    discard_version(gone, by=officer, at=NOW, note="不写了")
    kept = make_document(officer, title="乙")
    submit_version(make_draft(kept, officer), by=officer, at=NOW)

    assert stored(kept).number == "YNTD-ITSS-0601"


def test_a_number_is_given_once_and_never_changed(officer):
    document = make_document(officer, number="A-1")

    with pytest.raises(CannotNumberDocument):
        number_document(document, by=officer, at=NOW, number="A-2")
    with pytest.raises(CannotNumberDocument):
        make_document(officer, title="乙", number="A-1")
    assert stored(document).number == "A-1"


def test_a_standard_has_the_number_of_its_issuer(officer):
    document = make_document(officer, kind="standard", title="国标")

    with pytest.raises(CannotNumberDocument):
        number_document(document, by=officer, at=NOW)
    assert number_document(document, by=officer, at=NOW, number="GB/T 1-2026").number


def test_a_policy_gets_a_number_where_the_pmo_decided_a_pattern_and_its_printed_one_stays(
    officer, manager
):
    policy = make_document(officer, kind="policy", title="过程框架管理制度")
    with pytest.raises(CannotNumberDocument, match=r"手工|填写|type it in"):
        number_document(policy, by=officer, at=NOW)
    pattern = "{company}-ITSS-{serial:02d}00"
    decide_setting(
        "document_number_pattern_policy", pattern, by=manager, at=NOW, reason="公司编号规则"
    )

    assert number_document(policy, by=officer, at=NOW).number == "YNTD-ITSS-0100"
    with pytest.raises(CannotNumberDocument):
        number_document(policy, by=officer, at=NOW)


def test_a_printed_number_of_the_policy_is_passed_over_by_the_pattern(officer, manager):
    make_document(officer, title="甲", number="YNTD-ITSS-0100")
    policy = make_document(officer, kind="policy", title="过程框架管理制度")
    pattern = "{company}-ITSS-{serial:02d}00"
    decide_setting(
        "document_number_pattern_policy", pattern, by=manager, at=NOW, reason="公司编号规则"
    )

    assert number_document(policy, by=officer, at=NOW).number == "YNTD-ITSS-0200"
    assert Serial.objects.get(series="document.policy").latest == 2


def test_a_pattern_without_a_serial_is_refused_and_takes_nothing(officer, manager):
    decide_setting("document_number_pattern_norm", "X", by=manager, at=NOW, reason="试一下")
    number_document(make_document(officer, title="甲"), by=officer, at=NOW)

    with pytest.raises(CannotNumberDocument):
        number_document(make_document(officer, title="乙"), by=officer, at=NOW)
    assert Serial.objects.get(series="document.norm").latest == 1


def test_describe_document_keeps_kind_and_title_of_what_was_published(officer, manager):
    document = make_document(officer)
    make_published(document, officer, manager)

    with pytest.raises(CannotRegisterDocument):
        describe_document(document, Entry("norm", "另一个名"), by=officer, at=NOW)
    describe_document(document, Entry("norm", TITLE, note="备注"), by=officer, at=NOW)
    assert stored(document).note == "备注"


def test_describe_document_keeps_the_title_while_it_is_being_decided_on(officer, manager):
    document = make_document(officer)
    submit_version(make_draft(document, officer), by=officer, at=NOW)

    for entry in (Entry("norm", "另一个名"), Entry("norm", TITLE, title_en="Another")):
        with pytest.raises(CannotRegisterDocument):
            describe_document(document, entry, by=officer, at=NOW)
    describe_document(document, Entry("norm", TITLE, note="备注"), by=officer, at=NOW)
    assert (stored(document).title, stored(document).note) == (TITLE, "备注")


def test_describe_document_sets_its_readers(officer, operations, development):
    document = make_document(officer, distribution="departments", readers=(operations,))
    entry = Entry("norm", TITLE, distribution="departments", readers=(development,))

    describe_document(document, entry, by=officer, at=NOW)

    assert [row.department for row in document.readers.all()] == [development]


@pytest.fixture
def insiders(officer, manager, chair, auditor):
    return (officer, manager, chair, auditor)


def test_a_restricted_document_is_seen_by_its_distribution_owner_and_insiders(
    insiders, officer, operations, development, specialist, stranger
):
    document = make_document(
        officer,
        classification="restricted",
        owner=development,
        distribution="departments",
        readers=(operations,),
    )
    hidden = make_document(officer, title="密", classification="restricted")

    assert seen(specialist, document, hidden) == [True, False]
    assert seen(stranger, document, hidden) == [True, False]
    for insider in insiders:
        assert seen(insider, document, hidden) == [True, True]


def test_a_draft_is_seen_by_insiders_authors_and_the_owner_department_only(
    insiders, head, specialist, stranger, employee
):
    version = make_draft(make_document(insiders[0], owner=head.department), insiders[0])

    def may(person):
        return DocumentVersion.objects.visible_to(person).filter(pk=version.pk).exists()

    assert [may(each) for each in insiders] == [True] * 4
    assert [may(each) for each in (specialist, head)] == [True, True]
    assert [may(each) for each in (stranger, employee)] == [False, False]


def test_whoever_is_asked_to_decide_reads_the_draft(officer, manager, stranger):
    version = make_draft(make_document(officer, kind="policy", title="框架", number="X-1"), officer)
    mine = DocumentVersion.objects.visible_to(stranger).filter(pk=version.pk)
    assert not mine.exists()

    submit_version(version, by=officer, at=NOW, reviewer=stranger)

    assert mine.exists()


def lines_by_title(person, on=TODAY):
    return {line.document.title: line for line in documents_in_register(person, on=on)}


def test_the_register_tells_what_holds_what_comes_and_what_is_missing(officer, manager, employee):
    document = make_document(officer)
    make_published(document, officer, manager)
    make_published(document, officer, manager, text="二", effective_on=LATER)
    make_document(officer, title="空白")

    line, empty = lines_by_title(officer)[TITLE], lines_by_title(officer)["空白"]

    assert (line.version.label, line.coming.label, line.ahead) == ("V1.0", "V2.0", "scheduled")
    assert (empty.lacks_number, empty.lacks_file) == (True, True)
    assert lines_by_title(officer, LATER)[TITLE].version.label == "V2.0"
    assert lines_by_title(employee)[TITLE].version.label == "V1.0"


def test_the_register_shows_a_draft_only_to_whoever_may_read_it(officer, manager, employee):
    make_draft(make_document(officer), officer)

    assert lines_by_title(officer)[TITLE].coming.label == "V1.0"
    assert lines_by_title(employee)[TITLE].coming is None


def test_the_register_is_narrowed_by_what_was_chosen(officer, manager, operations):
    make_published(make_document(officer, owner=operations, review_months=1), officer, manager)
    make_draft(make_document(officer, title="草稿"), officer)
    make_document(officer, title="空白", number="A-9")
    ended = make_document(officer, title="旧", kind="reference")
    make_published(ended, officer, manager)
    retire_document(ended, ended_on=TODAY, reason="停用", by=manager, at=NOW)
    lines = documents_in_register(officer, on=TODAY + 40 * DAY)

    def titles(**chosen):
        return {line.document.title for line in narrowed(lines, DocumentFilter(**chosen))}

    assert titles(state="in_force") == titles(review="overdue") == {TITLE}
    assert titles(state="draft") == titles(lacks="number") == {"草稿"}
    assert titles(lacks="file") == titles(state="no_version") == {"空白"}
    assert titles(state="retired") == titles(kind="reference") == {"旧"}
    assert titles(owner="operations") == titles(text="事件") == {TITLE}
    totals = register_totals(lines)
    assert (totals.in_force, totals.lacks_file, totals.overdue) == (1, 1, 1)


def test_the_documents_the_policy_names_are_missing_until_they_are_written(officer):
    seed_governance(at=NOW)

    missing = {line.document.title for line in lines_by_title(officer).values() if line.lacks_file}

    assert {"容量管理制度", "服务可用性和连续性管理制度", "信息安全管理程序"} <= missing
    assert not any("运行维护" in title for title in missing)


def test_a_number_somebody_gave_outlives_the_next_start(officer):
    seed_governance(at=NOW)
    document = Document.objects.get(code="capacity-policy")
    number_document(document, by=officer, at=NOW)

    seed_governance(at=NOW + DAY)

    assert stored(document).number == "YNTD-ITSS-06-R01"


def test_create_document_gives_codes_that_are_free(officer):
    first = make_document(officer, title="甲")
    second = create_document(Entry("norm", "乙"), by=officer, at=NOW)

    assert {first.code, second.code} == {"norm-1", "norm-2"}
