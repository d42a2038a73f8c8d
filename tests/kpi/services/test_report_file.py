import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from governance.lib.fonts import font_folders
from governance.lib.pdf import print_paper
from governance.lib.periods import Quarter
from governance.models import Job
from governance.services.job import run_due_jobs
from kpi.models import ReportFile, ReportIssue
from kpi.selectors.report import file_status
from kpi.services.report import (
    compile_report,
    draft_report,
    issue_report,
    submit_report,
    write_section,
)
from kpi.services.report_file import CannotPrintReport, paper_of, request_document
from kpi.services.report_outline import Layout, lay_out_report
from kpi.states import RenderState, SectionKind
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


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_character_of_the_report_comes_out_of_the_pdf(issue, language, tmp_path):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    paper = paper_of(issue, language)
    path = tmp_path / "report.pdf"
    path.write_bytes(print_paper(paper).content)
    raw = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    source = Nodes()
    source.feed(paper.html)

    printed = bare(raw.stdout.decode())
    lost = [piece for piece in source.found if piece not in printed]

    assert lost == []
    assert "第2页共" in printed if language == "zh-hans" else "Page2of" in printed


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", ["quarterly", "sla", "service"])
def test_every_character_of_any_kind_comes_out_of_the_pdf(
    kind, language, issue, officer, manager, tmp_path
):
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext (poppler-utils) is not installed")
    period = Quarter(2026, 1) if kind == "quarterly" else FEBRUARY
    if kind == "sla":
        lay_out_report(kind, Layout(indicators=("INC-02",)), seen=0, by=manager, at=APRIL_8)
    report = draft_report(kind, period, by=officer, at=APRIL_8)
    submit_report(report, by=officer, at=APRIL_8)
    paper = paper_of(issue_report(report, by=manager, at=APRIL_8).issues.get(), language)
    path = tmp_path / "report.pdf"
    path.write_bytes(print_paper(paper).content)
    raw = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    source = Nodes()
    source.feed(paper.html)

    printed = bare(raw.stdout.decode())
    assert [piece for piece in source.found if piece not in printed] == []


def test_the_document_is_stored_with_its_hash_and_made_again_byte_by_byte(issue):
    assert run_jobs() == 1
    file = ReportFile.objects.get()

    again = print_paper(paper_of(ReportIssue.objects.get(), "zh-hans"))

    assert (file.state, Job.objects.get().state) == (RenderState.READY, "done")
    assert bytes(file.content) == again.content
    assert file.sha256 == again.sha256
    assert file.pages == again.pages > 5


def test_a_document_that_is_there_is_never_made_again(issue, specialist, operations, officer):
    run_jobs()
    first = bytes(ReportFile.objects.get().content)
    request_document(issue, "zh-hans", by=officer, at=APRIL_8)

    assert run_jobs(at=APRIL_8) == 0
    assert bytes(ReportFile.objects.get().content) == first


def test_a_later_correction_leaves_the_bytes_alone(specialist, operations, officer, manager):
    world = make_months(specialist, operations, FEBRUARY)
    issue = issued(FEBRUARY, officer, manager).issues.get()
    before = paper_of(issue, "zh-hans")
    change_late(world, FEBRUARY.start, 99)

    assert paper_of(ReportIssue.objects.get(), "zh-hans") == before


def test_poison_fails_three_times_then_stays_failed_and_the_next_works(issue, officer):
    content = issue.content
    content["sections"]["events"] = "\U0001f44d"
    ReportIssue.objects.filter(pk=issue.pk).update(content=content)
    at = MARCH_6
    for _attempt in range(3):
        run_jobs(at=at)
        at = APRIL_8
        Job.objects.update(next_at=MARCH_6)
    file = ReportFile.objects.get()
    job = Job.objects.get()
    assert (file.state, job.state, job.attempts) == (RenderState.FAILED, "parked", 3)
    assert "U+1F44D" in file.reason

    content["sections"]["events"] = "正常"
    ReportIssue.objects.filter(pk=issue.pk).update(content=content)
    request_document(issue, "zh-hans", by=officer, at=APRIL_8)
    run_jobs(at=APRIL_8)
    assert ReportFile.objects.get().state == RenderState.READY


def test_a_worker_that_died_three_times_leaves_a_failed_document(issue):
    Job.objects.update(state="parked", error="the worker was killed")

    status = file_status(ReportFile.objects.get(), "zh-hans")

    assert (status.state, status.reason) == (RenderState.FAILED, "the worker was killed")


def test_the_english_edition_is_made_on_request(issue, officer):
    request_document(issue, "en", by=officer, at=MARCH_6)
    run_jobs()

    assert set(ReportFile.objects.values_list("language", "state")) == {
        ("zh-hans", "ready"),
        ("en", "ready"),
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

    html = paper_of(ReportIssue.objects.get(), "zh-hans").html

    assert "&lt;img src=&quot;file:///etc/passwd&quot;&gt; &lt;b&gt;&amp;amp;" in html
