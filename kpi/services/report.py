"""The life of a monthly report: drafted by the clock, written by the PMO, issued by somebody else (6.4.2③, G23)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from governance.lib.actors import Actor
from governance.lib.history import save_tracked
from governance.lib.periods import Month
from governance.lib.workflow import Conflict, Refused, find_step
from governance.models import Person, RoleGrant
from governance.permissions import ROLES, Permission, demand
from governance.selectors.setting import setting_values
from governance.services.audit import Change, hold_the_chain, record
from governance.services.message import Note, tell
from governance.services.obligation import fulfil, reopen
from governance.services.transition import advance
from kpi.models import Report, ReportFigure, ReportIssue, ReportSection
from kpi.selectors.report import blockers, report_duty
from kpi.selectors.report_content import MonthRows, chain_head, content_hash, content_of, read_month
from kpi.services.deviation import demand_open, note_author
from kpi.services.report_file import request_document
from kpi.services.rollup import mark_final
from kpi.services.signal import attach_loose, sync_deviations, watch_signals
from kpi.states import REPORT_STEPS, ReportState, SectionKind
from processes.models import Process

PAPER_LANGUAGE = "zh-hans"
LONGEST_TEXT = 20_000


class CannotCompileReport(Refused):
    """The month cannot be reported yet."""


class CannotIssueReport(Refused):
    """Something still stands in the way of the issue; the message names it."""


class CannotWriteSection(Refused):
    """The text cannot be stored here."""


def compile_report(month: Month, *, by: Actor, at: datetime) -> Report:
    """A month that has ended has one report, for ever; asking again hands back that one.

    The draft holds no numbers of its own: they are read from the figures until the issue.
    """
    if isinstance(by, Person):
        demand(by, Permission.REPORT_DRAFT)
    if month.end >= timezone.localdate(at):
        raise CannotCompileReport(_("%(month)s has not ended yet.") % {"month": month.display()})
    with transaction.atomic():
        hold_the_chain()
        known: Report | None = Report.objects.filter(period=month.label).first()
        if known is not None:
            return known
        report = Report(
            period=month.label,
            start=month.start,
            end=month.end,
            drafted_at=at,
            drafted_by=by.actor_label,
        )
        save_tracked(report, by=by, at=at, reason="kpi.compile_report")
        watch_signals(at=at)
        sync_deviations(report, read_month(month).figures, at=at)
        attach_loose(at=at)
        record(
            "kpi.compile_report",
            by=by,
            at=at,
            obj=report,
            change=Change(after={"period": month.label}),
        )
        recipients = _people_who_may(Permission.REPORT_DRAFT, at)
        tell(
            _note(
                report,
                "report-drafted",
                gettext_lazy("The draft of the monitoring report of %(month)s is ready."),
            ),
            recipients,
            at=at,
        )
    return report


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
        raise CannotWriteSection(
            _("The text is too long; at most %(limit)s characters are kept.")
            % {"limit": LONGEST_TEXT}
        )
    with transaction.atomic():
        hold_the_chain()
        report.refresh_from_db()
        demand_open(report)
        row = ReportSection.objects.filter(
            report=report, kind=kind, process=process
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


def submit_report(report: Report, *, by: Person, at: datetime) -> Report:
    """A report is submitted when nothing stands in the way of its issue; its data cut-off is this moment."""
    demand(by, Permission.REPORT_SUBMIT)
    with transaction.atomic():
        hold_the_chain()
        report.refresh_from_db()
        found = read_month(Month.parse(report.period))
        if report.state in {ReportState.DRAFT, ReportState.RETURNED}:
            # No figure is ever issued unread: what the rules say of it is in the report first.
            watch_signals(at=at)
            sync_deviations(report, found.figures, at=at)
        content = content_of(report, found, at=at, detail=True)
        _demand_ready(content)
        changes = {
            "submitted_at": at,
            "submitted_by": by,
            "submitted_sha256": content_hash(content),
            "authors": sorted({*report.authors, by.pk}),
        }
        advance(report, find_step(REPORT_STEPS, "submit"), by=by, at=at, changes=changes)
        recipients = _people_who_may(Permission.REPORT_ISSUE, at)
        note = _note(
            report,
            "report-submitted",
            gettext_lazy("The monitoring report of %(month)s waits for its issue."),
        )
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
        tell(
            _note(
                report,
                "report-returned",
                gettext_lazy("The monitoring report of %(month)s was returned."),
                body=note,
            ),
            authors,
            at=at,
        )
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
        found = read_month(Month.parse(report.period))
        if report.state == ReportState.SUBMITTED:
            content = content_of(report, found, at=report.submitted_at or at, detail=True)
            _demand_ready(content)
            if content_hash(content) != report.submitted_sha256:
                raise CannotIssueReport(
                    _(
                        "Figures have changed since the report was submitted. Please return it, so that it is looked at again."
                    )
                )
            number = report.number or _next_number(report)
        else:
            content, number = {}, report.number
        advance(report, step, by=by, at=at, changes={"issued_at": at, "number": number})
        issue = _freeze(report, found, content, by=by, at=at)
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
        duty = report_duty(Month.parse(report.period))
        if duty is not None:
            reopen(duty, by=by, at=at)
        readers = _people_who_may(Permission.REPORT_VIEW, at)
        tell(
            _note(
                report,
                "report-voided",
                gettext_lazy("The monitoring report of %(month)s was voided."),
                body=note,
            ),
            readers,
            at=at,
        )
    return report


def _demand_ready(content: dict[str, Any]) -> None:
    found = blockers(content)
    if found:
        raise CannotIssueReport(" ".join(blocker.text for blocker in found))


def _next_number(report: Report) -> str:
    # Under the chain's lock: the serial has no gap and no number is given twice.
    settings = setting_values()
    serial = Report.objects.filter(start__year=report.start.year).exclude(number="").count() + 1
    try:
        number = str(settings["report_number_pattern"]).format(
            company=settings["company_code"],
            year=report.start.year,
            month=report.start.month,
            serial=serial,
        )
    except (KeyError, IndexError, ValueError) as problem:
        raise CannotIssueReport(
            _("The pattern of report numbers cannot be read; please correct the setting.")
        ) from problem
    if Report.objects.filter(number=number).exists():
        raise CannotIssueReport(
            _("The number %(number)s is taken; please correct the pattern.") % {"number": number}
        )
    return number


def _freeze(
    report: Report, found: MonthRows, content: dict[str, Any], *, by: Person, at: datetime
) -> ReportIssue:
    if report.submitted_by is None or report.submitted_at is None:
        raise Conflict(_("Somebody else has just changed this record. Please look at it again."))
    ordinal = ReportIssue.objects.filter(report=report).count() + 1
    content["issue"] = {
        "number": report.number,
        "ordinal": ordinal,
        "version": f"V{ordinal}.0",
        "prepared_by": report.submitted_by.name,
        "prepared_at": report.submitted_at.isoformat(),
        "issued_by": by.name,
        "issued_at": at.isoformat(),
        "chain": chain_head(),
    }
    issue = ReportIssue.objects.create(
        report=report,
        ordinal=ordinal,
        number=report.number,
        content=content,
        sha256=content_hash(content, whole=True),
        restatements=[
            {"code": each["code"], "period": each["period"], "after": each["after"]}
            for each in content["quality"]["restatements"]
        ],
        prepared_by=report.submitted_by,
        prepared_at=report.submitted_at,
        issued_by=by,
        issued_at=at,
    )
    ReportFigure.objects.bulk_create(
        ReportFigure(
            issue=issue,
            indicator=figure.indicator,
            definition=figure.value.definition,
            grain=figure.period.grain,
            period=figure.period.label,
            numerator=figure.value.numerator,
            denominator=figure.value.denominator,
            value=figure.value.value,
            covered=figure.value.covered,
            expected=figure.value.expected,
            target=figure.value.target,
            verdict=figure.value.verdict,
        )
        for figure in found.figures
        if figure.value is not None
    )
    return issue


def _after_issue(report: Report, issue: ReportIssue, *, by: Person, at: datetime) -> None:
    month = Month.parse(report.period)
    duty = report_duty(month)
    if duty is not None:
        fulfil(
            duty, by=by, at=at, evidence=f"{issue.number} {issue.label} sha256:{issue.sha256[:16]}"
        )
    mark_final(month)
    record(
        "kpi.freeze_report",
        by=by,
        at=at,
        obj=report,
        change=Change(
            after={"number": issue.number, "version": issue.label, "sha256": issue.sha256}
        ),
    )
    note = _note(
        report, "report-issued", gettext_lazy("The monitoring report of %(month)s has been issued.")
    )
    tell(note, _people_who_may(Permission.REPORT_VIEW, at), at=at)
    request_document(issue, PAPER_LANGUAGE, by=by, at=at)


def _people_who_may(permission: str, at: datetime) -> list[Person]:
    roles = [role for role, charter in ROLES.items() if permission in charter.permissions]
    grants = RoleGrant.objects.in_force(timezone.localdate(at)).filter(role__in=roles)
    return list(Person.objects.filter(pk__in=grants.values("person"), is_active=True))


def _note(report: Report, event: str, sentence: Any, *, body: str = "") -> Note:
    month = Month.parse(report.period)
    with override("zh-hans"):
        subject = str(sentence) % {"month": month.display()}
    with override("en"):
        subject_en = str(sentence) % {"month": month.display()}
    return Note(
        f"{event}:{report.pk}:{report.version}",
        subject,
        subject_en,
        body=body,
        url=f"/reports/{report.pk}/",
    )
