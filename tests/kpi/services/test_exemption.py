"""“Not applicable, because …” satisfies coverage and is on the record (R54, G44)."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import AuditEntry
from kpi.models import Exemption, Indicator
from kpi.selectors.coverage import coverage_matrix, covered_on, dimension_spans
from kpi.services.exemption import CannotExemptDimension, declare_exemption, lift_exemption
from kpi.services.indicator import adopt_indicator
from processes.models import Process
from processes.selectors.process import processes_of_catalogue

AT = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 4, 15, 2, 0, tzinfo=UTC)


@pytest.fixture
def cfg(catalogue):
    return Process.objects.get(code="configuration")


def cell(officer, process, dimension, on):
    matrix = coverage_matrix(officer, list(processes_of_catalogue(officer)), on=on)
    row = next(row for row in matrix.rows if row.process == process)
    return matrix, next(each for each in row.cells if each.dimension == dimension)


def test_a_declared_dimension_is_no_gap_and_says_who_when_and_why(cfg, officer):
    before, gap = cell(officer, cfg, "S", AT.date())
    declare_exemption(cfg, "S", reason="无外部客户", by=officer, at=AT)

    after, found = cell(officer, cfg, "S", AT.date())

    assert gap.is_gap
    assert not found.is_gap
    assert (found.exemption.reason, found.exemption.declared_by) == ("无外部客户", officer)
    assert (before.gaps - after.gaps, after.exempt) == (1, 1)
    assert AuditEntry.objects.filter(action="kpi.declare_exemption", note="无外部客户").exists()


def test_a_process_is_covered_when_every_dimension_is_measured_or_exempt(cfg, officer):
    for code in ("CFG-04", "CFG-05"):
        adopt_indicator(Indicator.objects.get(code=code), by=officer, at=AT)
    assert covered_on(date(2026, 3, 12), dimension_spans()) == set()

    declare_exemption(cfg, "S", reason="无外部客户", by=officer, at=AT)

    assert covered_on(date(2026, 3, 12), dimension_spans()) == {cfg.pk}
    assert covered_on(date(2026, 3, 8), dimension_spans()) == set()


def test_a_reason_and_the_right_are_needed(cfg, officer, specialist):
    with pytest.raises(NoteMissing):
        declare_exemption(cfg, "S", reason=" 。", by=officer, at=AT)
    with pytest.raises(NotAllowed):
        declare_exemption(cfg, "S", reason="无外部客户", by=specialist, at=AT)


def test_what_is_measured_cannot_be_declared_not_applicable(cfg, officer):
    adopt_indicator(Indicator.objects.get(code="CFG-04"), by=officer, at=AT)

    with pytest.raises(CannotExemptDimension):
        declare_exemption(cfg, "E", reason="不需要", by=officer, at=AT)


def test_a_second_declaration_is_refused_by_service_and_database(cfg, officer):
    first = declare_exemption(cfg, "S", reason="无外部客户", by=officer, at=AT)

    with pytest.raises(CannotExemptDimension):
        declare_exemption(cfg, "S", reason="还是没有", by=officer, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.create(
            process=cfg,
            dimension="S",
            reason="x",
            valid_from=first.valid_from,
            declared_by=officer,
            declared_at=AT,
        )


def test_adopting_an_indicator_ends_the_exemption_of_its_dimension(cfg, officer):
    exemption = declare_exemption(cfg, "S", reason="无外部客户", by=officer, at=AT)

    adopt_indicator(
        Indicator.objects.get(code="CFG-07"), by=officer, at=LATER, valid_from=date(2026, 4, 13)
    )

    exemption.refresh_from_db()
    assert exemption.valid_to == date(2026, 4, 12)


def test_a_lifted_exemption_keeps_its_time_and_is_lifted_once(cfg, officer, specialist):
    exemption = declare_exemption(cfg, "S", reason="无外部客户", by=officer, at=AT)
    with pytest.raises(NotAllowed):
        lift_exemption(exemption, by=specialist, at=LATER)

    lift_exemption(exemption, by=officer, at=LATER)

    assert exemption.valid_to == date(2026, 4, 14)
    assert cell(officer, cfg, "S", date(2026, 4, 14))[1].exemption == exemption
    assert cell(officer, cfg, "S", date(2026, 4, 15))[1].is_gap
    with pytest.raises(CannotExemptDimension):
        lift_exemption(exemption, by=officer, at=LATER)
