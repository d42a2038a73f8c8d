import contextlib
from datetime import UTC, date, datetime

import pytest

from governance.lib.uploads import BadUpload
from governance.lib.workflow import Conflict, NotAllowed, NoteMissing
from governance.models import AuditEntry, Document, Obligation, StoredFile
from governance.services.file_scan import FileInfected
from governance.states import ObligationState
from processes.models import Output, OutputRecord
from processes.services.output_record import (
    CannotExpectOutput,
    CannotFileOutput,
    Expectation,
    Filing,
    Made,
    Upload,
    end_expectation,
    expect_output,
    file_output,
    open_output_duties,
    tick_output,
    withdraw_output,
)
from processes.services.process import CannotEditProcess, ProcessDraft, edit_process
from tests.clamd import EICAR, Clamd
from tests.processes.library import with_file

pytestmark = pytest.mark.usefixtures("english", "store")
JANUARY = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
MARCH = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


@pytest.fixture
def output(process):
    return Output.objects.create(process=process, name="事件统计分析表", position=1, kind="form")


@pytest.fixture
def store_of_data(process):
    return Output.objects.create(process=process, name="配置库", position=2, kind="data_store")


@pytest.fixture
def expected(output, officer, specialist):
    wanted = Expectation("month", specialist, 5, date(2026, 1, 1))
    return expect_output(output, wanted, reason="agreed in January", by=officer, at=JANUARY)


def duties():
    return {row.period: row for row in Obligation.objects.filter(kind="output")}


def filed(output, by, period="2026-01", *, at=MARCH, **what):
    what = what or {"url": "https://example.com/a"}
    return file_output(output, Filing(period, **what), by=by, at=at)


def test_only_the_pmo_decides_what_is_expected_and_says_why(output, officer, specialist):
    wanted = Expectation("month", specialist, 5, date(2026, 1, 1))
    with pytest.raises(NotAllowed):
        expect_output(output, wanted, reason="agreed", by=specialist, at=JANUARY)
    with pytest.raises(NoteMissing):
        expect_output(output, wanted, reason="", by=officer, at=JANUARY)
    for wrong in ("fortnight", ""):
        bad = Expectation(wrong, specialist, 5, date(2026, 1, 1))
        with pytest.raises(CannotExpectOutput):
            expect_output(output, bad, reason="agreed", by=officer, at=JANUARY)


def test_each_ended_month_is_owed_once_however_late_somebody_looks(expected, specialist):
    open_output_duties(at=MARCH)
    open_output_duties(at=MARCH)

    found = duties()
    assert sorted(found) == ["2026-01", "2026-02"]
    assert found["2026-01"].responsible == specialist
    # Five workdays after 31 January are 2 to 6 February, 17:00 in Shanghai.
    assert found["2026-01"].due_at == datetime(2026, 2, 6, 9, 0, tzinfo=UTC)


def test_nothing_is_owed_of_what_happens_on_events_or_of_the_running_month(
    expected, output, officer, specialist
):
    open_output_duties(at=JANUARY)
    assert duties() == {}
    on_event = Expectation("event", specialist, 0, date(2026, 1, 1))
    expect_output(output, on_event, reason="rarely", by=officer, at=JANUARY)
    open_output_duties(at=MARCH)
    assert duties() == {}


def test_filing_does_what_was_owed_late_or_in_time(expected, output, specialist):
    open_output_duties(at=MARCH)
    filed(output, specialist)
    filed(output, specialist, "2026-02")

    found = duties()
    assert found["2026-01"].state == ObligationState.LATE_DONE
    assert found["2026-02"].state == ObligationState.DONE


def test_what_was_filed_before_it_was_owed_is_done_in_time(expected, output, specialist):
    filed(output, specialist, at=datetime(2026, 1, 30, 2, 0, tzinfo=UTC))
    open_output_duties(at=MARCH)

    assert duties()["2026-01"].state == ObligationState.DONE
    assert duties()["2026-02"].state == ObligationState.OPEN


def test_one_thing_is_filed_and_nothing_empty(output, specialist, shelved):
    for what in (
        {"title": "only a title"},
        {"url": "javascript:alert(1)"},
        {"url": "https://a", "asset": shelved},
    ):
        with pytest.raises(CannotFileOutput):
            filed(output, specialist, **what)
    assert not OutputRecord.objects.exists()


@pytest.mark.parametrize("period", ["2026-13", "", "2026-Q1", "2026-04"])
def test_a_period_is_one_of_the_frequency_and_has_begun(expected, output, specialist, period):
    with pytest.raises(CannotFileOutput):
        filed(output, specialist, period)


def test_an_asset_a_document_or_a_file_stands_behind_it(output, specialist, shelved):
    document = Document.objects.create(code="x", title="手册", kind="reference")
    filed(output, specialist, asset=shelved)
    filed(output, specialist, document=document)
    row = filed(output, specialist, upload=Upload("a.csv", [b"1,2"]))

    assert [each.title for each in OutputRecord.objects.order_by("pk")] == [
        str(shelved),
        "手册",
        "a.csv",
    ]
    assert StoredFile.objects.on(row).get().name == "a.csv"


def test_a_bad_file_leaves_no_record(output, specialist):
    with pytest.raises(BadUpload):
        filed(output, specialist, upload=Upload("a.pdf", [b"<html>"]))
    assert not OutputRecord.objects.exists()


def test_an_asset_one_may_not_see_is_not_filed(output, draft, colleague, officer, specialist):
    wanted = Expectation("month", colleague, 5, date(2026, 1, 1))
    expect_output(output, wanted, reason="agreed", by=officer, at=JANUARY)
    with_file(draft, specialist)
    with pytest.raises(CannotFileOutput, match="known"):
        filed(output, colleague, asset=draft)


def test_g13_a_data_store_is_named_and_not_uploaded(store_of_data, specialist):
    with pytest.raises(CannotFileOutput, match="data store"):
        filed(store_of_data, specialist, upload=Upload("a.csv", [b"1,2"]))
    filed(store_of_data, specialist, url="https://cmdb.example.com/")


def test_who_files(output, specialist, colleague, stranger, officer, head):
    filed(output, specialist)
    filed(output, officer)
    for person in (colleague, stranger, head):
        with pytest.raises(NotAllowed):
            filed(output, person)
    wanted = Expectation("month", head, 5, date(2026, 1, 1))
    expect_output(output, wanted, reason="agreed", by=officer, at=JANUARY)
    filed(output, head)


def test_what_is_taken_back_is_owed_again_unless_another_stands(
    expected, output, specialist, colleague
):
    open_output_duties(at=MARCH)
    first, second = filed(output, specialist), filed(output, specialist)
    with pytest.raises(NotAllowed):
        withdraw_output(first, reason="wrong month", by=colleague, at=MARCH)
    withdraw_output(first, reason="wrong month", by=specialist, at=MARCH)
    assert duties()["2026-01"].state == ObligationState.LATE_DONE
    withdraw_output(second, reason="wrong month", by=specialist, at=MARCH)

    assert duties()["2026-01"].state == ObligationState.OPEN
    with pytest.raises(Conflict):
        withdraw_output(second, reason="again", by=specialist, at=MARCH)
    assert OutputRecord.objects.count() == 2


def test_a_new_owner_owes_what_is_open(expected, output, officer, colleague):
    open_output_duties(at=MARCH)
    wanted = Expectation("month", colleague, 5, date(2026, 1, 1))
    expect_output(output, wanted, reason="new duty", by=officer, at=MARCH)

    assert {row.responsible for row in duties().values()} == {colleague}


def test_what_a_new_frequency_does_not_ask_for_falls(expected, output, officer, specialist):
    open_output_duties(at=MARCH)
    wanted = Expectation("quarter", specialist, 5, date(2026, 1, 1))
    expect_output(output, wanted, reason="too often", by=officer, at=MARCH)

    assert {row.state for row in duties().values()} == {ObligationState.WAIVED}


def test_an_ended_expectation_owes_nothing_more(expected, officer):
    open_output_duties(at=MARCH)
    end_expectation(expected, reason="no longer made", by=officer, at=MARCH)
    open_output_duties(at=datetime(2026, 5, 4, 2, 0, tzinfo=UTC))

    assert {row.state for row in duties().values()} == {ObligationState.WAIVED}
    assert sorted(duties()) == ["2026-01", "2026-02"]


def test_what_the_system_made_ticks_itself_once_and_in_its_own_time(expected, output, place):
    open_output_duties(at=MARCH)
    made = Made("2026-01", place, "report", "/reports/1/", datetime(2026, 2, 3, tzinfo=UTC))

    row = tick_output(output, made, at=MARCH)
    assert tick_output(output, made, at=MARCH) is None

    assert (row.filed_by, row.url) == (None, "/reports/1/")
    assert duties()["2026-01"].state == ObligationState.DONE
    assert AuditEntry.objects.filter(action="processes.tick_output").count() == 1


def test_nobody_takes_back_what_the_system_made(output, place, officer):
    made = Made("2026-01", place, "report", "/reports/1/", MARCH)
    row = tick_output(output, made, at=MARCH)
    with pytest.raises(NotAllowed):
        withdraw_output(row, reason="not wanted", by=officer, at=MARCH)


def test_an_output_that_stands_in_the_register_is_not_taken_off(expected, output, officer):
    process = output.process
    nothing = ProcessDraft(process.version, {}, {}, {}, {}, {}, {})
    with pytest.raises(CannotEditProcess, match="register"):
        edit_process(process, nothing, reason="tidy up", by=officer, at=MARCH)
    assert Output.objects.filter(pk=output.pk).exists()


def test_who_was_handed_what_is_owed_files_it(expected, output, head):
    open_output_duties(at=MARCH)
    Obligation.objects.filter(kind="output", period="2026-01").update(responsible=head)
    filed(output, head)
    assert duties()["2026-01"].state == ObligationState.LATE_DONE


def test_an_infected_file_is_in_the_trail_though_nothing_was_filed(output, specialist, settings):
    """What the scanner found outlives the act that was undone."""
    with contextlib.closing(Clamd()) as server:
        settings.SCANNER = server.address
        with pytest.raises(FileInfected):
            filed(output, specialist, upload=Upload("a.txt", [EICAR]))

    assert not OutputRecord.objects.exists()
    assert AuditEntry.objects.get(action="governance.refuse_file").result == "refused"
