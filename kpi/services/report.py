"""The life of a report: drafted by clock or hand, written by the PMO, issued by somebody else (6.4.2③, G23)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.periods import Month, Period
from governance.lib.workflow import Refused, find_step
from governance.models import Person, Project
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import tell
from governance.services.obligation import fulfil, reopen
from governance.services.transition import advance
from governance.states import PaperFormat
from kpi.models import Indicator, Report, ReportIssue, ReportSection
from kpi.selectors.report import blockers, duty_of
from kpi.selectors.report_content import content_hash, read_month
from kpi.selectors.report_period import kind_of_period
from kpi.selectors.report_reading import content_from, content_now, read_rows
from kpi.services.deviation import demand_open, note_author
from kpi.services.report_file import request_document
from kpi.services.report_issue import CannotIssueReport, freeze_issue, next_number
from kpi.services.report_news import announce_issue
from kpi.services.report_note import note_on, people_who_may
from kpi.services.rollup import mark_final
from kpi.services.signal import attach_loose, sync_deviations, watch_signals
from kpi.states import (
    FINDINGS,
    REPORT_STEPS,
    SECTIONS_OF,
    SERVICE_REPORTS,
    ReportKind,
    ReportState,
    SectionKind,
)
from processes.models import Process

PAPER_LANGUAGE = "zh-hans"
LONGEST_TEXT = 20_000


class CannotCompileReport(Refused):
    """The month cannot be reported yet."""


class CannotWriteSection(Refused):
    """The text cannot be stored here."""


def compile_report(month: Month, *, by: Actor, at: datetime) -> Report:
    """A month that has ended has one monitoring report, for ever; asking again hands back that one."""
    return draft_report(ReportKind.MONTHLY, month, by=by, at=at)


def draft_report(
    kind: str, period: Period, *, project: Project | None = None, by: Actor, at: datetime
) -> Report:
    """A period that has ended has one report of a kind and project, for ever; asking again hands back that one.

    The draft holds no numbers of its own: they are read from the figures until the issue. Only SLA
    and service reports may belong to a project (G56).
    """
    if isinstance(by, Person):
        demand(by, Permission.REPORT_DRAFT)
    _demand_fitting(kind, period, project, at=at)
    with transaction.atomic():
        hold_the_chain()
        known: Report | None = Report.objects.filter(
            kind=kind, period=period.label, project=project
        ).first()
        if known is not None:
            return known
        report = Report(
            kind=kind,
            project=project,
            period=period.label,
            start=period.start,
            end=period.end,
            drafted_at=at,
            drafted_by=by.actor_label,
        )
        save_tracked(report, by=by, at=at, reason="kpi.compile_report")
        if isinstance(period, Month) and kind == ReportKind.MONTHLY:
            watch_signals(at=at)
            sync_deviations(report, read_month(period).figures, at=at)
            attach_loose(at=at)
        record(
            "kpi.compile_report",
            by=by,
            at=at,
            obj=report,
            change=Change(after=_identity(report)),
        )
        recipients = people_who_may(Permission.REPORT_DRAFT, at)
        tell(note_on(report, "report-drafted"), recipients, at=at)
    return report


def _demand_fitting(kind: str, period: Period, project: Project | None, *, at: datetime) -> None:
    if kind not in ReportKind.values or not kind_of_period(kind, period):
        raise CannotCompileReport(
            _("%(kind)s and %(period)s do not go together.")
            % {
                "kind": ReportKind(kind).label if kind in ReportKind.values else kind,
                "period": period.display(),
            }
        )
    if project is not None and kind not in SERVICE_REPORTS:
        raise CannotCompileReport(_("Only SLA and service reports are written per project."))
    if period.end >= timezone.localdate(at):
        raise CannotCompileReport(_("%(month)s has not ended yet.") % {"month": period.display()})


def _identity(report: Report) -> dict[str, str]:
    facts = {"period": report.period}
    if report.kind != ReportKind.MONTHLY:
        facts["kind"] = report.kind
    if report.project is not None:
        facts["project"] = report.project.code
    return facts


def write_section(
    report: Report,
    kind: str,
    text: str,
    *,
    process: Process | None = None,
    by: Person,
    at: datetime,
) -> ReportSection:
    """What the PMO writes is stored under its author's name; an empty summary lets the system's sentences stand."""
    demand(by, Permission.REPORT_DRAFT)
    if (kind == SectionKind.PROCESS) != (process is not None):
        raise CannotWriteSection(
            _("A process analysis belongs to a process, any other text to none.")
        )
    if len(text) > LONGEST_TEXT:
        raise CannotWriteSection(_too_long())
    with transaction.atomic():
        hold_the_chain()
        report.refresh_from_db()
        demand_open(report)
        if kind not in SECTIONS_OF[ReportKind(report.kind)]:
            raise CannotWriteSection(_("This kind of report has no such text."))
        row = ReportSection.objects.filter(
            report=report, kind=kind, process=process, indicator=None
        ).first() or ReportSection(report=report, kind=kind, process=process)
        before, row.text = row.text, text.replace("\r\n", "\n").strip()
        if row.pk and before == row.text:
            return row
        row.written_by, row.written_at = by, at
        save_tracked(row, by=by, at=at, reason="kpi.write_section")
        note_author(report, by=by, at=at)
        where = f"{kind}:{process.code}" if process else kind
        record(
            "kpi.write_section",
            by=by,
            at=at,
            obj=report,
            change=Change({where: before}, {where: row.text}),
        )
    return row


def write_finding(
    report: Report, indicator: Indicator, *, texts: dict[str, str], by: Person, at: datetime
) -> list[ReportSection]:
    """What an abnormal figure of an SLA or service report was caused by, and what is proposed (domain §5.1)."""
    demand(by, Permission.REPORT_DRAFT)
    with transaction.atomic():
        hold_the_chain()
        report.refresh_from_db()
        demand_open(report)
        if report.kind not in SERVICE_REPORTS:
            raise CannotWriteSection(_("This kind of report has no such text."))
        content = content_now(report, at=at, detail=False)
        if indicator.code not in {each["code"] for each in content["findings"]}:
            raise CannotWriteSection(_("This indicator is not abnormal in this period."))
        rows = [
            _keep_finding(report, indicator, kind, texts.get(kind, ""), by=by, at=at)
            for kind in FINDINGS
        ]
        note_author(report, by=by, at=at)
    return rows


def _keep_finding(
    report: Report, indicator: Indicator, kind: str, text: str, *, by: Person, at: datetime
) -> ReportSection:
    if len(text) > LONGEST_TEXT:
        raise CannotWriteSection(_too_long())
    row = ReportSection.objects.filter(
        report=report, kind=kind, indicator=indicator
    ).first() or ReportSection(report=report, kind=kind, indicator=indicator)
    before, row.text = row.text, text.replace("\r\n", "\n").strip()
    if row.pk is None or before != row.text:
        row.written_by, row.written_at = by, at
        save_tracked(row, by=by, at=at, reason="kpi.write_finding")
        where = f"{kind}:{indicator.code}"
        change = Change({where: before}, {where: row.text})
        record("kpi.write_finding", by=by, at=at, obj=report, change=change)
    return row


def _too_long() -> str:
    return _("The text is too long; at most %(limit)s characters are kept.") % {
        "limit": LONGEST_TEXT
    }


def submit_report(report: Report, *, by: Person, at: datetime) -> Report:
    """A report is submitted when nothing stands in the way of its issue; its data cut-off is this moment."""
    demand(by, Permission.REPORT_SUBMIT)
    with transaction.atomic():
        hold_the_chain()
        report.refresh_from_db()
        found = read_rows(report)
        is_open = report.state in {ReportState.DRAFT, ReportState.RETURNED}
        if is_open and report.kind == ReportKind.MONTHLY:
            # No figure is ever issued unread: what the rules say of it is in the report first.
            watch_signals(at=at)
            sync_deviations(report, found.figures, at=at)
        content = content_from(report, found, at=at, detail=True)
        _demand_ready(content)
        changes = {
            "submitted_at": at,
            "submitted_by": by,
            "submitted_sha256": content_hash(content),
            "authors": sorted({*report.authors, by.pk}),
        }
        advance(report, find_step(REPORT_STEPS, "submit"), by=by, at=at, changes=changes)
        recipients = people_who_may(Permission.REPORT_ISSUE, at)
        note = note_on(report, "report-submitted")
        tell(note, [person for person in recipients if person.pk not in report.authors], at=at)
    return report


def return_report(report: Report, *, by: Person, at: datetime, note: str) -> Report:
    """A submitted report goes back with a reason and is open for writing again."""
    demand(by, Permission.REPORT_ISSUE)
    with transaction.atomic():
        step = find_step(REPORT_STEPS, "return")
        advance(
            report,
            step,
            by=by,
            at=at,
            note=note,
            changes={"returned_at": at, "return_note": note.strip()},
        )
        authors = Person.objects.filter(pk__in=report.authors)
        tell(note_on(report, "report-returned", body=note), authors, at=at)
    return report


def issue_report(report: Report, *, by: Person, at: datetime) -> Report:
    """The process manager issues what others have written: the figures freeze, the report gets number and version.

    None of its authors may (reliability §3.3 no. 3). What is issued is what was submitted: figures
    that changed in between send it back. In the same transaction the duty is fulfilled, the month's
    roll-ups become final, the readers are told and the document is ordered.
    Raises `CannotIssueReport` naming what is in the way.
    """
    demand(by, Permission.REPORT_ISSUE)
    with transaction.atomic():
        hold_the_chain()
        report.refresh_from_db()
        if by.pk in report.authors or by.pk == report.submitted_by_id:
            raise CannotIssueReport(_("Whoever wrote a part of the report cannot issue it."))
        step = find_step(REPORT_STEPS, "issue")
        found = read_rows(report)
        if report.state == ReportState.SUBMITTED:
            content = content_from(report, found, at=report.submitted_at or at, detail=True)
            _demand_ready(content)
            if content_hash(content) != report.submitted_sha256:
                raise CannotIssueReport(
                    _(
                        "Figures have changed since the report was submitted. Please return it, so that it is looked at again."
                    )
                )
            number = report.number or next_number(report)
        else:
            content, number = {}, report.number
        advance(report, step, by=by, at=at, changes={"issued_at": at, "number": number})
        issue = freeze_issue(report, found, content, by=by, at=at)
        _after_issue(report, issue, by=by, at=at)
    return report


def void_report(report: Report, *, by: Person, at: datetime, note: str) -> Report:
    """An issue is taken out of force with a reason and stays readable; the report is a draft for its next version."""
    demand(by, Permission.REPORT_ISSUE)
    with transaction.atomic():
        hold_the_chain()
        changes: dict[str, Any] = {
            "authors": [],
            "submitted_at": None,
            "submitted_by": None,
            "submitted_sha256": "",
            "issued_at": None,
        }
        advance(report, find_step(REPORT_STEPS, "void"), by=by, at=at, note=note, changes=changes)
        ReportIssue.objects.filter(report=report, voided_at=None).update(
            voided_at=at, voided_by=by, void_reason=note.strip()
        )
        duty = duty_of(report)
        if duty is not None:
            reopen(duty, by=by, at=at)
        readers = people_who_may(Permission.REPORT_VIEW, at)
        tell(note_on(report, "report-voided", body=note), readers, at=at)
    return report


def _demand_ready(content: dict[str, Any]) -> None:
    found = blockers(content)
    if found:
        raise CannotIssueReport(" ".join(blocker.text for blocker in found))


def _after_issue(report: Report, issue: ReportIssue, *, by: Person, at: datetime) -> None:
    duty = duty_of(report)
    if duty is not None:
        fulfil(
            duty, by=by, at=at, evidence=f"{issue.number} {issue.label} sha256:{issue.sha256[:16]}"
        )
    # Only the month's own report closes the month; what compiles or selects repeats its figures.
    if report.kind == ReportKind.MONTHLY:
        mark_final(Month.parse(report.period))
    record(
        "kpi.freeze_report",
        by=by,
        at=at,
        obj=report,
        change=Change(
            after={"number": issue.number, "version": issue.label, "sha256": issue.sha256}
        ),
    )
    tell(note_on(report, "report-issued"), people_who_may(Permission.REPORT_VIEW, at), at=at)
    announce_issue(issue, at=at)
    for form in PaperFormat:
        request_document(issue, PAPER_LANGUAGE, form=form, by=by, at=at)
