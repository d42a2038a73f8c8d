"""Everything the workbench of a report shows a person, asked for in a constant number of questions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.lib.periods import Period
from governance.lib.workflow import Step
from governance.models import AuditEntry, Person
from governance.selectors.person import people_to_charge
from kpi.models import Report, ReportIssue
from kpi.selectors.report import (
    Blocker,
    FileStatus,
    acts_on,
    blockers,
    file_statuses,
    issue_of,
    may_edit,
    steps_for,
)
from kpi.selectors.report_compare import comparable
from kpi.selectors.report_letters import Letter, rare_letters
from kpi.selectors.report_reading import content_now, period_of_report
from kpi.selectors.report_text import Wording
from kpi.selectors.report_words import words_of
from kpi.states import ReportState

SHOWN_ACTS = 30


@dataclass(frozen=True)
class ReportPage:
    """A report as one person meets it: live figures of a draft, or the frozen ones of an issue."""

    report: Report
    month: Period
    words: Wording
    issue: ReportIssue | None
    is_frozen: bool
    is_void: bool
    blockers: list[Blocker]
    steps: tuple[Step, ...]
    may_edit: bool
    people: list[Person]
    files: list[FileStatus]
    versions: list[dict[str, Any]]
    acts: list[AuditEntry]
    letters: list[Letter]
    others: list[ReportIssue]


def report_page(report: Report, person: Person, *, at: datetime, ordinal: str = "") -> ReportPage:
    """An issued report shows its snapshot, a draft what the figures say at this moment.

    `ordinal` asks for an older issue; where there is none such, the present one is shown.
    """
    wants_issue = bool(ordinal) or report.state == ReportState.ISSUED
    issue = issue_of(report, person, ordinal) if wants_issue else None
    editable = issue is None and may_edit(report, person)
    content = (
        issue.content if issue else content_now(report, at=report.submitted_at or at, detail=False)
    )
    is_current = issue is None or issue.voided_at is None
    return ReportPage(
        report=report,
        month=period_of_report(report),
        words=words_of(content),
        issue=issue,
        is_frozen=issue is not None,
        is_void=not is_current,
        blockers=blockers(content) if issue is None else [],
        steps=steps_for(report, person) if is_current else (),
        may_edit=editable,
        people=people_to_charge(person) if editable else [],
        files=file_statuses(issue),
        versions=content["versions"],
        acts=list(acts_on(report)[:SHOWN_ACTS]),
        letters=[each for each in rare_letters(content) if each.is_printed],
        others=comparable(issue, person) if issue else [],
    )
