from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from governance.lib.periods import Month, Slice, Week
from governance.lib.workflow import Conflict
from governance.models import AuditEntry
from kpi.models import DataSource, IndicatorValue, MeasureValue, Ticket, TicketImport
from kpi.selectors.ticket import Cut, tickets_behind
from kpi.services.rollup import check_rollups, mark_final
from kpi.services.ticket import Declaration, declare_source, file_declaration
from kpi.services.ticket_import import ExportFile, import_tickets, register_export
from kpi.services.ticket_store import recount_source
from kpi.states import FigureStatus, ImportOutcome
from tests.kpi.ticketing import NOW, facts_of, import_rows, make_source, mapping, run_import
from tests.people import SETUP
from tests.tickets import MAPPING, ROWS, write_csv, write_xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def source(db):
    return make_source()


def cell(source, code, start, dimension="", value=""):
    return MeasureValue.objects.get(
        source=source, measure__code=code, start=start, dimension=dimension, dimension_value=value
    ).value


def figure(code, period, dimension="", value=""):
    return IndicatorValue.objects.get(
        indicator__code=code,
        period=period,
        scope="company",
        dimension=dimension,
        dimension_value=value,
    )


def corrected(number, **cells):
    places = {"resolved": 3, "closed": 4, "priority": 5, "sla": 7}
    rows = [list(row) for row in ROWS]
    for name, content in cells.items():
        rows[number][places[name]] = content
    return rows


def test_an_export_becomes_tickets_cells_and_figures(source, tmp_path):
    row = import_rows(source, tmp_path)

    assert (row.outcome, row.rows_read, row.tickets_seen, row.tickets_new) == (
        ImportOutcome.IMPORTED,
        5,
        3,
        3,
    )
    assert (row.first_day, row.last_day) == (date(2016, 2, 29), date(2016, 3, 13))
    assert figure("INC-04", "2016-W09").value == 24
    assert figure("INC-04", "2016-W10").value == 65


def test_a_week_that_crosses_the_month_is_cut_there(source, tmp_path):
    import_rows(source, tmp_path)

    assert cell(source, "inc_opened", date(2016, 2, 29)) == 1
    assert cell(source, "inc_opened", date(2016, 3, 1)) == 2
    assert cell(source, "inc_backlog", date(2016, 2, 29)) == 1
    assert cell(source, "inc_backlog", date(2016, 3, 1)) == 2
    assert figure("INC-07", "2016-W09").value == 2
    assert figure("INC-07", "2016-02").value == 1


def test_week_month_quarter_and_year_are_sums_of_slices(source, tmp_path):
    import_rows(source, tmp_path)

    assert [
        figure("INC-04", label).denominator
        for label in ("2016-W09", "2016-W10", "2016-03", "2016-Q1", "2016")
    ] == [1, 1, 2, 2, 2]
    assert figure("INC-04", "2016-03").value == Decimal("44.5")


def test_figures_are_kept_by_priority_too(source, tmp_path):
    import_rows(source, tmp_path)

    assert figure("SLM-01", "2016-W10").value.quantize(Decimal("0.000001")) == Decimal("66.666667")
    assert figure("SLM-01", "2016-W10", "priority", "1 - Critical").value == 0
    assert figure("SLM-01", "2016-W10", "priority", "3 - Moderate").value == 100


def test_the_same_file_again_changes_nothing(source, tmp_path):
    import_rows(source, tmp_path)
    entries = AuditEntry.objects.count()
    row = import_rows(source, tmp_path)

    assert row.outcome == ImportOutcome.UNCHANGED
    assert "already imported" in row.sentence
    assert AuditEntry.objects.count() == entries


def test_the_same_content_in_another_file_changes_nothing(source, tmp_path):
    import_rows(source, tmp_path)
    row = run_import(source, write_xlsx(tmp_path / "log.xlsx"))

    assert (row.outcome, row.tickets_new, row.tickets_changed, row.cells_changed) == (
        ImportOutcome.UNCHANGED,
        0,
        0,
        0,
    )


def test_a_corrected_export_updates_tickets_and_only_their_slices(source, tmp_path):
    import_rows(source, tmp_path)
    row = import_rows(source, tmp_path, corrected(4, closed="9/3/2016 08:00", sla="false"))

    assert (row.tickets_new, row.tickets_changed) == (0, 1)
    assert row.first_day == date(2016, 3, 7)
    assert figure("SLM-01", "2016-W10").numerator == 1
    assert figure("SLM-01", "2016-W09").denominator == 0


def test_a_correction_that_is_taken_back_is_applied_again(source, tmp_path):
    import_rows(source, tmp_path)
    before = facts_of(source)
    import_rows(source, tmp_path, corrected(4, sla="false"))
    row = import_rows(source, tmp_path)

    assert row.outcome == ImportOutcome.IMPORTED
    assert facts_of(source) == before


def test_a_part_of_the_tickets_leaves_the_others_alone(source, tmp_path):
    import_rows(source, tmp_path)
    import_rows(source, tmp_path, ROWS[4:])

    assert Ticket.objects.filter(source=source).count() == 3


def test_a_ticket_that_changes_its_priority_leaves_the_old_one(source, tmp_path):
    import_rows(source, tmp_path)
    import_rows(source, tmp_path, corrected(2, priority="2 - High"))

    assert not MeasureValue.objects.filter(source=source, dimension_value="1 - Critical").exists()
    assert figure("SLM-01", "2016-W10", "priority", "2 - High").value == 0
    assert check_rollups() == []


def test_restatements_of_issued_months_are_listed_and_marked(source, tmp_path):
    import_rows(source, tmp_path)
    mark_final(Month(2016, 3))
    row = import_rows(source, tmp_path, corrected(4, sla="false"))

    told = next(
        each for each in row.restatements if (each["period"], each["dimension"]) == ("2016-03", "")
    )
    assert (told["indicator"], Decimal(told["now"]).quantize(Decimal("0.01"))) == (
        "SLM-01",
        Decimal("33.33"),
    )
    assert Decimal(told["was"]).quantize(Decimal("0.01")) == Decimal("66.67")
    assert figure("SLM-01", "2016-03").status == FigureStatus.RESTATED
    assert figure("INC-04", "2016-03").status == FigureStatus.FINAL


def test_one_bad_row_stops_the_whole_import(source, tmp_path):
    row = import_rows(source, tmp_path, corrected(3, resolved="soon"))

    assert (row.outcome, row.rows_bad, row.tickets_seen) == (ImportOutcome.REFUSED, 1, 2)
    assert row.bad_rows == [
        {
            "row": 5,
            "column": "resolved_at",
            "value": "soon",
            "reason": "not a time as declared (%d/%m/%Y %H:%M)",
        }
    ]
    assert not Ticket.objects.exists()
    assert not MeasureValue.objects.exists()


def test_a_mapping_may_say_that_bad_rows_are_skipped(tmp_path):
    source = make_source(text=MAPPING.replace('null = "?"', 'null = "?"\nbad_rows = "skip"'))
    row = import_rows(source, tmp_path, corrected(3, resolved="soon"))

    assert (row.outcome, row.rows_bad, row.tickets_new) == (ImportOutcome.IMPORTED, 1, 2)


def test_a_refused_file_leaves_its_reason(source, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("a,b\n1,2\n")
    row = run_import(source, path)

    assert row.outcome == ImportOutcome.REFUSED
    assert "lacks the columns" in row.sentence


def test_a_failure_half_way_stores_nothing(source, tmp_path, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("the machine stops")

    monkeypatch.setattr("kpi.services.ticket_import.refresh_rollups", fail)
    with pytest.raises(RuntimeError):
        import_rows(source, tmp_path)

    assert not Ticket.objects.exists()
    assert not MeasureValue.objects.exists()
    assert TicketImport.objects.get().outcome == ImportOutcome.WAITING


def test_of_two_imports_at_once_one_wins(source, tmp_path):
    path = write_csv(tmp_path / "log.csv")
    late = register_export(source, ExportFile(path, "late.csv"), by=SETUP, at=NOW)
    late.source = DataSource.objects.get(pk=source.pk)
    import_rows(source, tmp_path, corrected(4, sla="false"), name="early.csv")
    row = import_tickets(late, path, by=SETUP, at=NOW)

    assert (row.outcome, "Another import" in row.sentence) == (ImportOutcome.REFUSED, True)
    assert Conflict.code == "conflict"


def test_a_worker_that_comes_too_late_finds_the_outcome(source, tmp_path):
    path = write_csv(tmp_path / "log.csv")
    row = register_export(source, ExportFile(path, "log.csv"), by=SETUP, at=NOW)
    twin = TicketImport.objects.select_related("source").get(pk=row.pk)
    import_tickets(row, path, by=SETUP, at=NOW)
    import_tickets(twin, path, by=SETUP, at=NOW)

    assert TicketImport.objects.get().outcome == ImportOutcome.IMPORTED
    assert TicketImport.objects.get().tickets_new == 3


def test_counting_again_finds_nothing_to_change(source, tmp_path):
    import_rows(source, tmp_path)
    import_rows(source, tmp_path, corrected(4, sla="false"))
    measures = {
        value.measure.code: value.measure
        for value in MeasureValue.objects.select_related("measure")
    }

    assert recount_source(source, mapping(source), measures).cells == 0
    assert check_rollups() == []


def test_order_of_imports_does_not_matter(tmp_path):
    first, second = (
        make_source("one"),
        declare_source(Declaration("two", MAPPING), by=SETUP, at=NOW),
    )
    import_rows(first, tmp_path, ROWS[:3])
    import_rows(first, tmp_path, ROWS[3:])
    import_rows(second, tmp_path, ROWS[3:])
    import_rows(second, tmp_path, ROWS[:3])

    def cells(source):
        rows = MeasureValue.objects.filter(source=source)
        return set(rows.values_list("measure", "dimension", "dimension_value", "start", "value"))

    assert cells(first) == cells(second)


def test_every_cell_opens_to_as_many_tickets_as_it_says(source, tmp_path):
    import_rows(source, tmp_path)
    counted = MeasureValue.objects.filter(source=source).exclude(measure__code="inc_resolve_hours")
    for value in counted.select_related("measure"):
        cut = Cut(
            value.measure.code,
            Slice(value.start, value.end),
            value.dimension,
            value.dimension_value,
        )
        assert tickets_behind(source, mapping(source), cut).count() == value.value, value


def test_tickets_behind_the_hours_are_those_that_were_timed(source, tmp_path):
    import_rows(source, tmp_path)
    found = tickets_behind(source, mapping(source), Cut("inc_resolve_hours", Week(2016, 10)))

    assert [ticket.key for ticket in found] == ["B2"]


def test_tickets_behind_a_stock_older_than_some_days(source, tmp_path):
    import_rows(
        source, tmp_path, [["O1", "New", "1/1/2016 00:00", "?", "?", "1", "?", "true", "0"], *ROWS]
    )
    found = tickets_behind(source, mapping(source), Cut("old", Week(2016, 9)))

    assert [ticket.key for ticket in found] == ["O1"]


def test_declaring_twice_is_declaring_once(source):
    entries = AuditEntry.objects.count()
    again = declare_source(Declaration("desk", MAPPING), by=SETUP, at=NOW)

    assert (again.pk, AuditEntry.objects.count()) == (source.pk, entries)


def test_a_changed_mapping_reads_the_same_file_anew(source, tmp_path):
    import_rows(source, tmp_path)
    text = MAPPING.replace('where = "sla is yes"', 'where = "sla is no"')
    changed = declare_source(Declaration("desk", text), by=SETUP, at=NOW)
    row = import_rows(changed, tmp_path)

    assert (row.outcome, row.tickets_changed) == (ImportOutcome.IMPORTED, 0)
    assert figure("SLM-01", "2016-W10").numerator == 1


def test_a_measure_the_catalogue_lacks_is_added_with_its_name():
    text = MAPPING.replace(
        'inc_opened = { count = "opened" }',
        'inc_opened = { count = "opened" }\ninc_twice = { count = "resolved", where = "reopens > 1", name = "两次", name_en = "Twice" }',
    )
    make_source(text=text)

    from kpi.models import Measure

    assert Measure.objects.get(code="inc_twice").name_en == "Twice"


def test_a_stock_does_not_feed_a_measure_that_is_added_up():
    make_source()
    text = MAPPING.replace(
        'inc_opened = { count = "opened" }', 'inc_opened = { open = "opened until closed" }'
    ).replace('opened = "inc_opened"\n', "")
    with pytest.raises(Exception, match="does not fit"):
        declare_source(Declaration("other", text), by=SETUP, at=NOW)


def test_a_process_the_catalogue_lacks_is_refused():
    with pytest.raises(Exception, match="“incident”"):
        declare_source(Declaration("desk", MAPPING), by=SETUP, at=NOW)


@pytest.mark.parametrize("name", ["mapping.txt", "noending", "uci_incident.toml"])
def test_a_mapping_file_needs_a_good_name(name):
    with pytest.raises(Exception, match="preset"):
        file_declaration(name, MAPPING)


def test_a_specialist_may_not_declare(specialist):
    with pytest.raises(Exception, match="not allowed"):
        declare_source(Declaration("desk", MAPPING), by=specialist, at=NOW)
