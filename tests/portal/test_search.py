"""What is found, by whom, and how the index follows the records (R34)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from governance.lib.trigrams import index_trigrams
from governance.models import DocumentVersion, FileText, Resolution
from governance.selectors.watermark import is_quiet, trail_head
from governance.services.document_file import set_content_file
from governance.services.job import note_looked
from governance.services.person import disable_person
from governance.states import DocumentState, Outcome
from portal import tasks
from portal.models import SearchEntry
from portal.selectors.search import SearchChoice, entries_found, hits_of, kinds_found
from portal.services.search import rebuild_search, refresh_search
from processes.models import Asset
from processes.services.asset import AssetFacts, describe_asset, relabel_asset
from processes.services.asset_step import archive_asset, revise_asset
from tests.documents import add
from tests.improvements.world import World as ImprovementWorld
from tests.kpi.collecting import make_assignment, make_process
from tests.kpi.reporting import FEBRUARY, issued, make_months
from tests.portal.searching import LATER, PDF, WORD, found, read_and_index, shelve, workbook
from tests.processes.library import AT
from tests.reviews.world import World as ReviewWorld

SENTENCE = "切换到备用机房"
CONTENT = {"a.pdf": PDF, "a.docx": WORD, "a.xlsx": workbook()}


@pytest.fixture
def process(specialist, operations):
    return make_assignment(specialist, make_process(), operations).process


@pytest.fixture
def report_in_word(store, process, specialist, officer, operations):
    """A restricted record of operations whose Word file says something nobody else should know."""
    return shelve(
        process,
        "春节切换演练",
        by=specialist,
        officer=officer,
        files=[("演练.docx", WORD)],
        label=Asset.Label.RESTRICTED,
        departments=[operations],
    )


def test_a_sentence_in_a_word_file_is_found_by_who_may_read_it_alone(
    report_in_word, specialist, stranger, officer, auditor, employee
):
    read_and_index()

    for person in (specialist, officer, auditor):
        assert found(person, SENTENCE) == ["春节切换演练"]
    for person in (stranger, employee):
        assert found(person, SENTENCE) == []
        assert found(person, "春节切换") == []
        assert kinds_found(person, SearchChoice("春节切换")) == []


def test_nothing_of_a_restricted_file_is_quoted(report_in_word, specialist):
    read_and_index()

    entries = list(entries_found(specialist, SearchChoice(SENTENCE)))

    assert [hit.around for hit in hits_of(entries, specialist, (SENTENCE,))] == [()]


def test_whoever_is_let_in_or_out_finds_from_then_on_more_or_less(
    report_in_word, officer, stranger, operations
):
    read_and_index()
    facts = AssetFacts(report_in_word.kind, report_in_word.title, owner=report_in_word.owner)

    relabel_asset(
        report_in_word, facts, seen=report_in_word.version, reason="公开", by=officer, at=AT
    )

    # The right is asked of the record itself, the index has not even been told.
    assert found(stranger, SENTENCE) == ["春节切换演练"]


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.pdf", "fallback PLAN"), ("a.xlsx", "闸机读卡模块"), ("a.docx", "四分钟")],
)
def test_words_of_each_kind_of_file_are_found(store, process, specialist, officer, name, text):
    files = [(name, CONTENT[name])]
    shelve(process, "记录", by=specialist, officer=officer, files=files)
    read_and_index()

    entries = list(entries_found(specialist, SearchChoice(text)))
    hit = hits_of(entries, specialist, SearchChoice(text).terms)[0]

    assert any(piece.is_hit for piece in hit.around)
    assert found(specialist, "隐藏的数字") == []


def test_a_file_that_cannot_be_read_is_found_by_its_name(store, process, specialist, officer):
    row = shelve(process, "记录", by=specialist, officer=officer, files=[("扫描件.docx", WORD)])
    FileText.objects.all().delete()
    refresh_search(at=LATER)

    assert found(specialist, "扫描件") == [row.title]
    assert found(specialist, "四分钟") == []


def test_a_version_in_preparation_is_found_by_nobody_before_it_is_taken_in(
    store, process, specialist, officer, stranger
):
    row = shelve(process, "值守手册", by=specialist, officer=officer, summary="第一版的话")
    row = revise_asset(row, note="补充夜班", by=specialist, at=AT)
    facts = AssetFacts(
        row.kind, row.title, process, "第二版的话", owner=specialist, version_label="V1.1"
    )
    describe_asset(row, facts, seen=row.version, by=specialist, at=AT)
    refresh_search(at=LATER)

    assert found(stranger, "第一版的话") == ["值守手册"]
    for person in (stranger, specialist, officer):
        assert found(person, "第二版的话") == []


@pytest.mark.parametrize(
    "text", ["shijian", "SHI jian", "sjgl", "ｓｊｇｌ", "事件", "件管理", "incident"]
)
def test_a_title_is_found_by_pinyin_initials_and_part(process, specialist, text):
    refresh_search(at=LATER)

    assert found(specialist, text, "process") == ["事件管理"]


@pytest.mark.parametrize("text", ["linxiaoman", "lxm", "小满", "林"])
def test_a_person_is_found_by_pinyin_and_linked_for_who_may_open_the_page(
    specialist, employee, system_admin, text
):
    refresh_search(at=LATER)
    assert found(employee, text, "person") == ["林小满"]

    entries = list(entries_found(employee, SearchChoice(text, "person")))
    assert [hit.url for hit in hits_of(entries, employee, ())] == [""]
    assert [hit.url for hit in hits_of(entries, system_admin, ())] == [
        f"/system/people/{specialist.pk}/"
    ]


def test_e_mail_and_login_of_a_person_are_no_words(specialist, officer):
    refresh_search(at=LATER)

    assert found(officer, "example.com") == found(officer, "LIN@") == []


def test_who_may_not_open_a_kind_of_page_finds_none_of_it(process, system_admin):
    refresh_search(at=LATER)

    assert found(system_admin, "事件管理") == []
    assert found(system_admin, "魏守正") == ["魏守正"]


@pytest.mark.parametrize(
    "text",
    ['"', '事件" OR "', "%", "_", "\\", "' OR 1=1 --", "NEAR(", "*", "事件*", "(((", "a" * 60],
)
def test_signs_of_a_query_are_letters_like_any_other(process, specialist, text):
    refresh_search(at=LATER)

    assert found(specialist, text) == []


def test_all_words_must_be_found(process, specialist, officer):
    shelve(process, "值守手册", by=specialist, officer=officer, summary="节后复盘 七天无重大事件")
    refresh_search(at=LATER)

    assert found(specialist, "复盘 值守手册") == ["值守手册"]
    assert found(specialist, "复盘 变更冻结期") == []
    assert found(specialist, "  ") == []


def test_what_carries_the_words_in_its_name_comes_first(process, specialist, officer):
    shelve(process, "节后复盘", by=specialist, officer=officer)
    shelve(process, "值守手册", by=specialist, officer=officer, summary="见节后复盘")
    refresh_search(at=LATER)

    assert found(specialist, "节后复盘") == ["节后复盘", "值守手册"]


def test_the_index_run_twice_writes_nothing_more(process, specialist, officer):
    shelve(process, "值守手册", by=specialist, officer=officer)

    assert refresh_search(at=LATER) > 0
    assert refresh_search(at=LATER + timedelta(minutes=1)) == 0


def test_what_is_archived_or_left_leaves_the_index(
    process, specialist, officer, manager, system_admin, employee
):
    row = shelve(process, "值守手册", by=specialist, officer=officer)
    refresh_search(at=LATER)

    archive_asset(row, note="已被替代", by=manager, at=AT)
    disable_person(employee, by=system_admin, at=AT, reason="离职")

    assert refresh_search(at=LATER) == 2
    assert found(officer, "值守手册") == found(officer, "余笙") == []


def test_a_rebuilt_index_finds_the_same(process, specialist, officer):
    shelve(process, "值守手册", by=specialist, officer=officer, summary="七天无重大事件")
    refresh_search(at=LATER)
    before = found(specialist, "七天无重大"), SearchEntry.objects.count()

    rebuild_search(at=LATER)

    assert before == (["值守手册"], SearchEntry.objects.count())
    assert found(specialist, "七天无重大") == ["值守手册"]


def test_the_text_of_a_document_in_force_is_found_and_a_draft_is_not(
    norm, draft, officer, specialist
):
    add(draft, "扩容审批", "超过八成时**一周内**扩容。", by=officer)
    refresh_search(at=LATER)
    assert found(officer, "一周内扩容") == []
    assert found(officer, "容量管理制度") == found(officer, "rlgl") == [norm.title]

    DocumentVersion.objects.filter(pk=draft.pk).update(
        state=DocumentState.IN_FORCE, approved_on=date(2026, 3, 1), effective_on=date(2026, 3, 1)
    )
    refresh_search(at=LATER)

    assert found(specialist, "一周内扩容") == [norm.title]


def test_an_uploaded_document_is_found_by_its_text(store, norm, draft, officer, specialist):
    set_content_file(draft, "制度.docx", [WORD], by=officer, at=AT)
    DocumentVersion.objects.filter(pk=draft.pk).update(
        state=DocumentState.IN_FORCE, approved_on=date(2026, 3, 1), effective_on=date(2026, 3, 1)
    )
    read_and_index()

    assert found(specialist, "备用机房") == [norm.title]


def test_an_issued_report_is_found_by_what_was_said_in_it(
    specialist, operations, officer, manager, employee
):
    make_months(specialist, operations, FEBRUARY)
    report = issued(FEBRUARY, officer, manager)
    refresh_search(at=LATER)

    for text in ("转派耗时", report.number, "过程运行监控报告"):
        assert len(found(specialist, text, "report")) == 1
        assert found(employee, text, "report") == []


def test_a_review_is_found_by_whom_it_is_shown(operations, development):
    world = ReviewWorld(operations, development)
    review = world.convened()
    refresh_search(at=LATER)

    assert found(world.head, review.title, "review") == [review.title]
    assert found(world.stranger, review.title, "review") == []


def test_an_improvement_is_found_with_its_causes_and_measures(operations, development):
    world = ImprovementWorld(operations, development)
    row = world.planned()
    refresh_search(at=LATER)

    for text in ("夜间事件常常超时", "夜班无人会重启", "培训网关重启", row.number):
        assert found(world.owner, text, "improvement") == [row.title]
        assert found(world.stranger, text, "improvement") == []


def test_a_resolution_is_found_without_its_dissent(chair, employee):
    Resolution.objects.create(
        number="JY-2026-001",
        title="年度过程规划",
        outcome=Outcome.APPROVED,
        text="同意，自发布之日起实施。",
        dissent=[{"name": "叶承安", "reason": "培训预算偏低"}],
        content_sha256="a" * 64,
        closed_by=chair,
        closed_at=AT,
    )
    refresh_search(at=LATER)

    assert found(chair, "自发布之日起", "resolution") == ["年度过程规划"]
    assert found(employee, "自发布之日起", "resolution") == []
    assert found(chair, "培训预算偏低") == []


def test_a_file_that_was_read_ends_a_quiet_time(report_in_word, specialist):
    head, now = trail_head(), timezone.now()
    note_looked("x", head=head, at=now)
    assert is_quiet("x", head=head, at=now + timedelta(seconds=30))

    tasks.processes.tasks.read_asset_files(now)
    tasks.run_jobs()

    assert FileText.objects.get().rows
    assert not is_quiet("x", head=trail_head(), at=timezone.now())


def test_the_clock_keeps_the_index(report_in_word, specialist):
    tasks.tick()
    tasks.tick()

    assert found(specialist, SENTENCE) == ["春节切换演练"]


def test_long_words_are_asked_of_the_index_of_three_letters(process, specialist):
    refresh_search(at=LATER)
    statement = str(entries_found(specialist, SearchChoice("事件管")).query)
    short = str(entries_found(specialist, SearchChoice("事件")).query)

    if connection.vendor == "sqlite":
        assert "portal_searchentry_trigrams MATCH" in statement
        assert "MATCH" not in short
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE indexname = 'portal_searchentry_trigrams'"
            )
            assert "gin_trgm_ops" in cursor.fetchone()[0]


def test_nobody_reads_the_index_by_itself(process, officer):
    refresh_search(at=LATER)

    assert not SearchEntry.objects.visible_to(officer).exists()


def test_without_the_right_to_the_extension_the_answers_are_the_same(process, specialist, capsys):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP EXTENSION pg_trgm CASCADE")
            cursor.execute("CREATE ROLE without_rights; SET ROLE without_rights")
            assert not index_trigrams(connection, "portal_searchentry", "words")
            cursor.execute("RESET ROLE")
        assert "CREATE EXTENSION pg_trgm" in capsys.readouterr().err
    refresh_search(at=LATER)

    assert found(specialist, "事件管") == ["事件管理"]
