from dataclasses import replace

import pytest

from governance.lib.fonts import font_folders
from governance.lib.workflow import NotAllowed, NoteMissing
from governance.models import AuditEntry
from kpi.models import ReportIssue, ReportTemplate
from kpi.selectors.report_template import SHIPPED, Signer, headings, layout_in_force, layout_of
from kpi.services.report import void_report
from kpi.services.report_file import booklet_of
from kpi.services.report_template import CannotDecideTemplate, decide_template
from kpi.states import PaperSection, Signature
from tests.kpi.reporting import APRIL_8, FEBRUARY, MARCH_6, analysed, issued, make_months

pytestmark = pytest.mark.django_db
SHORT = replace(
    SHIPPED,
    sections=(
        PaperSection.INFO,
        PaperSection.DEVIATIONS,
        PaperSection.FIGURES,
        PaperSection.DEFINITIONS,
    ),
    signers=(Signer("拟稿", "Drafted by", Signature.PREPARED),),
    confidentiality="机密",
    header="示例集团",
)


def decided(layout, manager, *, reason="公司版式规范", at=MARCH_6):
    return decide_template(layout, by=manager, at=at, reason=reason)


def test_a_decided_layout_holds_and_the_one_before_stays_on_record(manager):
    assert layout_in_force() == SHIPPED
    decided(SHORT, manager)
    decided(replace(SHORT, header="另一集团"), manager, at=APRIL_8)

    assert (layout_in_force().header, layout_in_force().number) == ("另一集团", 2)
    assert [layout_of(row.layout).header for row in ReportTemplate.objects.order_by("number")] == [
        "示例集团",
        "另一集团",
    ]
    entry = AuditEntry.objects.filter(action="kpi.decide_template").order_by("sequence").last()
    assert (entry.before["header"], entry.after["header"]) == ("示例集团", "另一集团")


def test_sections_are_numbered_as_they_follow_and_appendices_come_last():
    moved = replace(SHORT, sections=(PaperSection.DEFINITIONS, *SHORT.sections[:3]))

    assert [(each.code, each.number) for each in headings(moved)][:3] == [
        ("info", "1"),
        ("deviations", "2"),
        ("figures", "3"),
    ]
    assert headings(moved)[3].code == "appendix-definitions"
    assert headings(moved)[3].number.endswith("A")


def test_only_who_decides_settings_decides_a_layout(officer, stranger):
    for person in (officer, stranger):
        with pytest.raises(NotAllowed):
            decided(SHORT, person)


def test_a_layout_needs_a_reason(manager):
    with pytest.raises(NoteMissing):
        decided(SHORT, manager, reason=" 。")


@pytest.mark.parametrize(
    "changes",
    [
        {"sections": ("info", "figures")},
        {"sections": ("info", "figures", "deviations", "figures")},
        {"signers": ()},
    ],
)
def test_what_the_policy_asks_for_cannot_be_left_out(manager, changes):
    with pytest.raises(CannotDecideTemplate):
        decided(replace(SHORT, **changes), manager)


@pytest.mark.skipif(not font_folders(), reason="the npm fonts are not installed (npm ci)")
def test_letters_that_cannot_be_printed_are_refused(manager):
    with pytest.raises(CannotDecideTemplate, match=r"U\+1F44D"):
        decided(replace(SHORT, header="\U0001f44d"), manager)


def test_an_issue_keeps_the_layout_it_was_issued_with(specialist, operations, officer, manager):
    make_months(specialist, operations, FEBRUARY)
    report = issued(FEBRUARY, officer, manager)
    before = ReportIssue.objects.get()
    decided(SHORT, manager)
    void_report(report, by=manager, at=APRIL_8, note="改版式")
    report.refresh_from_db()
    analysed(report, officer, at=APRIL_8)
    issued(FEBRUARY, officer, manager, at=APRIL_8)
    after = ReportIssue.objects.get(voided_at=None)

    assert layout_of(before.content["template"]) == SHIPPED
    assert layout_of(after.content["template"]).sections == SHORT.sections
    assert "示例集团" in booklet_of(after, "zh-hans").front
    assert "示例集团" not in booklet_of(before, "zh-hans").front
    body = "".join(booklet_of(after, "zh-hans").parts)
    assert body.index('id="deviations"') < body.index('id="figures"')
    assert 'id="summary"' not in body
    assert booklet_of(after, "zh-hans").running["label"] == "机密"
