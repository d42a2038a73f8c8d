"""What the system itself produces ticks itself in the outputs register (R21; domain §1.2)."""

from datetime import UTC, datetime

import pytest

from kpi.models import Report
from kpi.states import ReportState
from portal.selectors.output_made import MADE
from portal.services.output_made import tick_outputs_made
from processes.models import Output, OutputRecord

AT = datetime(2026, 2, 9, 2, 0, tzinfo=UTC)
ISSUED = datetime(2026, 2, 6, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("catalogue")


def make_report(kind, *, state=ReportState.ISSUED, issued_at=ISSUED):
    return Report.objects.create(
        kind=kind,
        period="2026-01",
        start="2026-01-01",
        end="2026-01-31",
        number=f"MR-{kind}",
        state=state,
        issued_at=issued_at,
        drafted_at=AT,
        drafted_by="tick",
    )


def test_every_output_of_the_table_stands_in_the_shipped_catalogue():
    for code, name in MADE:
        assert Output.objects.filter(process__code=code, name=name).exists(), (code, name)


def test_an_issued_report_stands_in_the_register_once(db):
    report = make_report("monthly")

    assert len(tick_outputs_made(at=AT)) == 1
    assert tick_outputs_made(at=AT) == []

    row = OutputRecord.objects.get()
    assert (row.output.name, row.period) == ("过程运行监控报告", "2026-01")
    assert (row.url, row.filed_at) == (f"/reports/{report.pk}/", ISSUED)


def test_a_draft_is_no_output(db):
    make_report("monthly", state=ReportState.DRAFT, issued_at=None)
    assert tick_outputs_made(at=AT) == []


def test_only_what_the_policy_names_ticks(db):
    make_report("quarterly")
    assert tick_outputs_made(at=AT) == []
