import pytest

from governance.lib.fonts import fallback_folders, font_folders
from kpi.selectors.report import blockers
from kpi.selectors.report_content import report_content
from kpi.selectors.report_letters import rare_letters
from kpi.services.report import compile_report, write_section
from kpi.states import SectionKind
from tests.kpi.reporting import FEBRUARY, MARCH_6, make_months
from tests.people import SETUP

pytestmark = pytest.mark.skipif(
    not font_folders(), reason="the npm fonts are not installed (npm ci)"
)


@pytest.fixture
def report(specialist, operations, officer):
    make_months(specialist, operations, FEBRUARY)
    return compile_report(FEBRUARY, by=SETUP, at=MARCH_6)


def test_usual_characters_are_no_news(report):
    assert rare_letters(report_content(report, at=MARCH_6)) == []


@pytest.mark.skipif(not fallback_folders(), reason="the fallback font is not installed")
def test_a_rare_character_is_named_with_its_place_and_stands_in_nobodys_way(report, officer):
    write_section(report, SectionKind.EVENTS, "负责人𠮷田先生。", by=officer, at=MARCH_6)
    content = report_content(report, at=MARCH_6)
    (letter,) = rare_letters(content)

    assert letter.name == "𠮷（U+20BB7）"
    assert (letter.anchor, letter.is_printed) == ("narrative", True)
    assert "𠮷田" in letter.around
    assert not [each for each in blockers(content) if "U+20BB7" in each.text]


def test_a_character_no_font_has_stands_in_the_way_where_it_is(report, officer):
    write_section(
        report,
        SectionKind.PROCESS,
        "好\U0001f44d",
        process=report_process(),
        by=officer,
        at=MARCH_6,
    )
    content = report_content(report, at=MARCH_6)
    found = [each for each in blockers(content) if "U+1F44D" in each.text]

    assert [each.anchor for each in found] == [f"process-{report_process().code}"]
    assert "好\U0001f44d" in found[0].text


def report_process():
    from processes.models import Process

    return Process.objects.get()
