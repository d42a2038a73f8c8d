import re
import shutil
import subprocess
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from governance.lib.booklet import print_booklet
from governance.lib.fonts import fallback_folders, font_folders
from governance.lib.periods import Quarter
from governance.models import Job
from governance.services.job import run_due_jobs
from governance.states import RenderState
from kpi.models import ReportFile, ReportIssue
from kpi.selectors.report import file_status
from kpi.services.report import (
    compile_report,
    draft_report,
    issue_report,
    submit_report,
    write_section,
)
from kpi.services.report_file import (
    CannotPrintReport,
    booklet_of,
    made_paper,
    request_document,
)
from kpi.services.report_outline import Layout, lay_out_report
from kpi.states import SectionKind
from tests.kpi.reporting import (
    APRIL_8,
    FEBRUARY,
    MARCH_6,
    analysed,
    change_late,
    issued,
    make_months,
)
from tests.people import SETUP

pytestmark = pytest.mark.skipif(
    not font_folders(), reason="the npm fonts are not installed (npm ci)"
)


class Nodes(HTMLParser):
    """The pieces of text a reader sees, in order."""

    def __init__(self):
        super().__init__()
        self.found, self.is_body = [], False

    def handle_starttag(self, tag, attrs):
        self.is_body = self.is_body or tag == "body"

    def handle_data(self, data):
        if self.is_body and data.strip():
            self.found.append(bare(data))


def bare(text):
    return re.sub(r"\s", "", text)


def run_jobs(*, at=MARCH_6):
    return run_due_jobs(clock=lambda: at)


@pytest.fixture
def issue(specialist, operations, officer, manager):
    make_months(specialist, operations, FEBRUARY)
    return issued(FEBRUARY, officer, manager).issues.get()


def word_text(content):
    """Every text of a Word file in order, as its reader sees it."""
    document = Document(BytesIO(content))
    return bare("".join(document.element.body.itertext()))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_word_of_the_pdf_stands_in_the_word_file(issue, language):
    booklet = booklet_of(issue, language)
    source = Nodes()
    source.feed("<body>" + "".join(booklet.parts))

    written = word_text(made_paper(issue, language, "docx").content)
    lost = [piece for piece in map(bare, source.found) if piece not in written]

    # The record's last sentence speaks of each form's own fonts.
    assert [piece for piece in lost if "Noto" not in piece] == []


def test_the_word_file_is_stored_with_its_hash_and_made_again_byte_by_byte(issue):
    run_jobs()
    file = ReportFile.objects.get(format="docx")

    again = made_paper(ReportIssue.objects.get(), "zh-hans", "docx")

    assert (file.state, file.sha256) == (RenderState.READY, again.sha256)
    assert bytes(file.content) == again.content


@pytest.mark.skipif(not fallback_folders(), reason="the fallback font is not installed")
def test_a_rare_character_comes_out_of_both_forms(
    specialist, operations, officer, manager, tmp_path
):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    make_months(specialist, operations, FEBRUARY)
    report = analysed(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), officer)
    text = "责任人𠮷田䶮，地点㙍。"
    write_section(report, SectionKind.EVENTS, text, by=officer, at=MARCH_6)
    submit_report(report, by=officer, at=MARCH_6)
    issue_report(report, by=manager, at=MARCH_6)
    issue = ReportIssue.objects.get()
    path = tmp_path / "report.pdf"
    path.write_bytes(made_paper(issue, "zh-hans", "pdf").content)

    raw = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)

    assert text in bare(raw.stdout.decode())
    assert text in word_text(made_paper(issue, "zh-hans", "docx").content)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_character_of_the_report_comes_out_of_the_pdf(issue, language, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    booklet = booklet_of(issue, language)
    path = tmp_path / "report.pdf"
    path.write_bytes(print_booklet(booklet).content)
    raw = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    source = Nodes()
    source.feed("<body>" + booklet.front + "".join(booklet.parts))

    printed = bare(raw.stdout.decode())
    lost = [piece for piece in source.found if piece not in printed]

    assert lost == []
    assert "第2页共" in printed if language == "zh-hans" else "Page2of" in printed


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", ["quarterly", "sla", "service"])
def test_every_character_of_any_kind_comes_out_of_both_forms(
    kind, language, issue, officer, manager, tmp_path
):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    period = Quarter(2026, 1) if kind == "quarterly" else FEBRUARY
    if kind == "sla":
        lay_out_report(kind, Layout(indicators=("INC-02",)), seen=0, by=manager, at=APRIL_8)
    report = draft_report(kind, period, by=officer, at=APRIL_8)
    submit_report(report, by=officer, at=APRIL_8)
    other = issue_report(report, by=manager, at=APRIL_8).issues.get()
    booklet = booklet_of(other, language)
    path = tmp_path / "report.pdf"
    path.write_bytes(print_booklet(booklet).content)
    raw = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    pages, body = Nodes(), Nodes()
    pages.feed("<body>" + booklet.front + "".join(booklet.parts))
    body.feed("<body>" + "".join(booklet.parts))

    printed = bare(raw.stdout.decode())
    written = word_text(made_paper(other, language, "docx").content)

    assert [piece for piece in pages.found if piece not in printed] == []
    lost = [piece for piece in map(bare, body.found) if piece not in written]
    assert [piece for piece in lost if "Noto" not in piece] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_chapters_run_on_so_that_none_leaves_a_page_nearly_empty(issue, language):
    assert 'fresh"' not in "".join(booklet_of(issue, language).parts)


def test_the_record_is_no_page_by_itself_but_takes_the_last_lines_along(issue):
    booklet = booklet_of(issue, "en")
    lines = "".join(f"<tr><td>line {number:02}</td></tr>" for number in range(1, 34))
    table = f"<section class='chapter'><table><tbody>{lines}</tbody></table></section>"
    seal = re.search(r'<section class="chapter" id="record">.*', booklet.parts[-1], re.DOTALL)[0]
    bare_booklet = replace(booklet, front="<p>front</p>", parts=(table + seal,), assets={})

    pages = PdfReader(BytesIO(print_booklet(bare_booklet).content)).pages
    last = pages[-1].extract_text()

    assert len(pages) == 3
    assert all(words in last for words in ("line 28", "line 33", "Record of this", "End of report"))


def test_the_document_is_stored_with_its_hash_and_made_again_byte_by_byte(issue):
    assert run_jobs() == 2
    file = ReportFile.objects.get(format="pdf")

    again = made_paper(ReportIssue.objects.get(), "zh-hans", file.format)

    assert (file.state, set(Job.objects.values_list("state", flat=True))) == ("ready", {"done"})
    assert bytes(file.content) == again.content
    assert file.sha256 == again.sha256
    assert file.pages == again.pages > 5


def test_a_document_that_is_there_is_never_made_again(issue, specialist, operations, officer):
    run_jobs()
    first = bytes(ReportFile.objects.get(format="pdf").content)
    request_document(issue, "zh-hans", by=officer, at=APRIL_8)

    assert run_jobs(at=APRIL_8) == 0
    assert bytes(ReportFile.objects.get(format="pdf").content) == first


def test_a_later_correction_leaves_the_bytes_alone(specialist, operations, officer, manager):
    world = make_months(specialist, operations, FEBRUARY)
    issue = issued(FEBRUARY, officer, manager).issues.get()
    before = booklet_of(issue, "zh-hans")
    change_late(world, FEBRUARY.start, 99)

    assert booklet_of(ReportIssue.objects.get(), "zh-hans") == before


def test_poison_fails_three_times_then_stays_failed_and_the_next_works(issue, officer):
    content = issue.content
    content["sections"]["events"] = "\U0001f44d"
    ReportIssue.objects.filter(pk=issue.pk).update(content=content)
    at = MARCH_6
    for _attempt in range(3):
        run_jobs(at=at)
        at = APRIL_8
        Job.objects.update(next_at=MARCH_6)
    file = ReportFile.objects.get(format="pdf")
    job = Job.objects.get(subject=f"report_file:{file.pk}")
    assert (file.state, job.state, job.attempts) == (RenderState.FAILED, "parked", 3)
    assert "U+1F44D" in file.reason

    content["sections"]["events"] = "正常"
    ReportIssue.objects.filter(pk=issue.pk).update(content=content)
    request_document(issue, "zh-hans", by=officer, at=APRIL_8)
    run_jobs(at=APRIL_8)
    assert ReportFile.objects.get(format="pdf").state == RenderState.READY


def test_a_worker_that_died_three_times_leaves_a_failed_document(issue):
    Job.objects.update(state="parked", error="the worker was killed")

    status = file_status(ReportFile.objects.get(format="pdf"), "zh-hans")

    assert (status.state, status.reason) == (RenderState.FAILED, "the worker was killed")


def test_the_english_edition_is_made_on_request(issue, officer):
    request_document(issue, "en", by=officer, at=MARCH_6)
    run_jobs()

    assert set(ReportFile.objects.values_list("language", "format", "state")) == {
        ("zh-hans", "pdf", "ready"),
        ("zh-hans", "docx", "ready"),
        ("en", "pdf", "ready"),
    }


def test_another_language_is_refused(issue, officer):
    with pytest.raises(CannotPrintReport):
        request_document(issue, "fr", by=officer, at=MARCH_6)


def test_what_people_write_is_text_and_never_markup(specialist, operations, officer, manager):
    make_months(specialist, operations, FEBRUARY)
    report = analysed(compile_report(FEBRUARY, by=SETUP, at=MARCH_6), officer)
    write_section(
        report,
        SectionKind.EVENTS,
        '<img src="file:///etc/passwd"> <b>&amp;',
        by=officer,
        at=MARCH_6,
    )
    submit_report(report, by=officer, at=MARCH_6)
    issue_report(report, by=manager, at=MARCH_6)

    html = "".join(booklet_of(ReportIssue.objects.get(), "zh-hans").parts)

    assert "&lt;img src=&quot;file:///etc/passwd&quot;&gt; &lt;b&gt;&amp;amp;" in html
