"""Every list is offered as a file; every file is asked for with the page's own rights and filter."""

import re

from tests.shape.test_templates import body, short, templates
from tests.shape.tree import APPS, python_of, text_of

# Lists that are no list page, with the reason.
NO_LIST = {
    "kpi/upload_detail.html": "the weeks of one file, which itself is downloaded",
    "governance/_gallery_tables.html": "shows what a table looks like",
}
# Pages with a table that are a record, a form or a choice, with the reason.
NO_LIST_BUT_A_TABLE = {
    "governance/audit_entry.html": "one entry; the trail is a file",
    "governance/clause_conflict.html": "two texts of one clause, to choose from",
    "governance/document_compare.html": "two texts side by side",
    "governance/document_detail.html": "one document; the register is a file, its reading list too",
    "governance/document_take_over.html": "a form: which chapters are taken over",
    "governance/gallery.html": "shows what a table looks like",
    "governance/meeting_detail.html": "one meeting, printed as its minutes",
    "governance/person_detail.html": "one person; the list of people is a file",
    "governance/policy_issue_detail.html": "one issue; the register is a file and is printed",
    "governance/resolution_detail.html": "one resolution, printed as it is",
    "governance/workday_preview.html": "a form: which days are taken over",
    "improvements/improvement_board.html": "the board of the register, which is a file, as are the deviations",
    "improvements/improvement_detail.html": "one improvement, printed as its sheet",
    "improvements/improvement_new.html": "a form; what waits to be opened stands in the register of deviations",
    "kpi/board_cell.html": "one week of one assignment, shown beside the board",
    "kpi/deviation_detail.html": "one deviation; its figures are a file on the page of the indicator",
    "kpi/indicator_adopt.html": "a form",
    "kpi/starter_adopt.html": "a form; the library is a file",
    "kpi/indicator_count.html": "a form: which figures a second source states as well",
    "kpi/indicator_new.html": "a form",
    "kpi/report_detail.html": "one report, printed as PDF and Word and read by machines",
    "kpi/report_period.html": "one report, printed as PDF and Word and read by machines",
    "kpi/report_template.html": "a form",
    "kpi/self_assessment_detail.html": "one self-assessment, printed as its report",
    "kpi/source_import.html": "one import; what was wrong in it is handed back as a marked file",
    "kpi/submission_detail.html": "one week; its Excel sheet is the file",
    "kpi/submission_form.html": "one week; its Excel sheet is the file",
    "kpi/submission_revisions.html": "one week, revision by revision",
    "kpi/upload_detail.html": "one file, which itself is downloaded",
    "kpi/upload_form.html": "the latest files handed in, each of which is downloaded",
    "planning/plan_detail.html": "one plan; its goals, measures, resources and trainings are files",
    "planning/plan_package.html": "one plan, printed as its three documents",
    "planning/section_detail.html": "a form; the tables of the plan are files",
    "planning/training_detail.html": "one session, printed as its attendance sheet",
    "portal/document_uses.html": "one document: what refers to it, kind by kind",
    "portal/leaver_hand_over.html": "a form: what is handed over to whom",
    "portal/packs.html": "files that are downloaded themselves",
    "portal/process.html": "one process; each list on it has its own page",
    "processes/output_detail.html": "one output; the register of outputs is a file",
    "processes/process_edit.html": "a form",
    "reviews/review_detail.html": "one review, printed as its report",
}
INCLUDED = re.compile(r'{% include "([^"]+)"')


def whole(name, texts):
    """A page with every part it includes by name."""
    text = texts[name]
    return text + "".join(
        whole(part, texts) for part in INCLUDED.findall(text) if part in texts and part != name
    )


def pages():
    return {
        short(path): body(path)
        for path in templates()
        if not short(path).startswith(("components/", "errors/"))
    }


def test_every_list_page_offers_its_list_as_a_file():
    without = [
        name
        for name, text in pages().items()
        if ("{% pager " in text or name.endswith("_list.html"))
        and "{% exports %}" not in text
        and name not in NO_LIST
        and not name.rpartition("/")[2].startswith("_")
    ]
    assert without == []
    assert sum("{% exports %}" in text for text in pages().values()) > 15


def test_every_page_with_a_table_offers_it_as_a_file_or_says_why_it_is_no_list():
    texts = {short(path): body(path) for path in templates()}
    with_table = {
        name
        for name, text in texts.items()
        if '{% extends "base.html" %}' in text and "<table" in whole(name, texts)
    }
    silent = {name for name in with_table if "{% exports %}" not in texts[name]}
    assert silent - set(NO_LIST_BUT_A_TABLE) - set(NO_LIST) == set()
    assert set(NO_LIST_BUT_A_TABLE) - silent == set()


def test_every_page_that_offers_a_file_gives_it():
    """A link to a file that the view never makes would show the page again."""
    offered = {name for name, text in pages().items() if "{% exports %}" in text}
    given = set()
    for path in python_of(*APPS):
        text = text_of(path)
        if "file_wanted(request)" in text:
            given |= set(re.findall(r'"([a-z]+/[a-z_]+\.html)"', text))
    assert offered - given == set()
