"""Which reports there are, how far they are, and what still stands in the way of an issue (6.4.2③)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.periods import Month, Year, periods_between, weeks_between
from governance.lib.workflow import Step, open_from
from governance.models import AuditEntry, Job, Obligation, Person
from governance.permissions import Permission, has_permission
from governance.states import (
    FULFILLED,
    JobState,
    ObligationKind,
    ObligationState,
    PaperFormat,
    RenderState,
)
from kpi.models import IndicatorValue, Report, ReportFile, ReportIssue
from kpi.selectors.report_letters import rare_letters
from kpi.selectors.report_phrases import spoken
from kpi.states import REPORT_STEPS, DeviationState, Grain, ReportKind, ReportState

MOST_DIGITS = 4  # no report has 10,000 versions
CLOSED = (*FULFILLED, ObligationState.WAIVED)


@dataclass(frozen=True)
class ReportLine:
    """One month of the list: the report, if there is one, what was owed, and how much of the data is in."""

    month: Month
    report: Report | None
    issue: ReportIssue | None
    obligation: Obligation | None
    covered: int
    expected: int

    @property
    def may_begin(self) -> bool:
        """A month is reported once it has ended."""
        return self.report is None and self.month.end < timezone.localdate()


@dataclass(frozen=True)
class Blocker:
    """One thing that stands in the way of an issue, and where on the page it is put right."""

    text: str
    anchor: str


@dataclass(frozen=True)
class FileStatus:
    """The document of an issue in one language and form, as a reader meets it."""

    language: str
    form: str
    state: str
    reason: str
    file: ReportFile | None


def months_to_draft(at: datetime) -> list[Month]:
    """A month's report is drafted when the month's last weekly data fell due, at latest on its own due day.

    Months whose report exists, or whose duty is closed, are not asked again. One or two questions.
    """
    owed = list(
        Obligation.objects.filter(kind=ObligationKind.MONTHLY_REPORT)
        .exclude(state__in=CLOSED)
        .filter(~Exists(Report.objects.filter(kind=ReportKind.MONTHLY, period=OuterRef("period"))))
        .order_by("period")
    )
    if not owed:
        return []
    months = {Month.parse(row.period): row for row in owed}
    labels = {week.label for month in months for week in weeks_between(month.start, month.end)}
    dues: dict[str, datetime] = {}
    rows = Obligation.objects.filter(kind=ObligationKind.WEEKLY_DATA, period__in=labels)
    for label, due in rows.values_list("period", "due_at"):
        dues[label] = max(due, dues.get(label, due))
    today = timezone.localdate(at)
    return [
        month
        for month, duty in months.items()
        if month.end < today
        and (_last_due(month, duty, dues) <= at or timezone.localdate(duty.due_at) <= today)
    ]


def _last_due(month: Month, duty: Obligation, dues: dict[str, datetime]) -> datetime:
    own = [dues[week.label] for week in weeks_between(month.start, month.end) if week.label in dues]
    return max(own, default=duty.due_at)


def report_duty(month: Month) -> Obligation | None:
    """The obligation that a month's report fulfils."""
    return Obligation.objects.filter(kind=ObligationKind.MONTHLY_REPORT, period=month.label).first()


def duty_of(report: Report) -> Obligation | None:
    """Only the monthly report is owed by the policy; no other kind fulfils anything."""
    return report_duty(Month.parse(report.period)) if report.kind == ReportKind.MONTHLY else None


def reports_of_year(person: Person, year: Year) -> list[ReportLine]:
    """The twelve months of a year, newest first, as far as they have begun; the same questions at any size."""
    months = [
        each
        for each in periods_between(Month.of(year.start), Month.of(year.end))
        if each.start <= timezone.localdate()
    ]
    labels = [each.label for each in months]
    reports = {
        row.period: row
        for row in Report.objects.visible_to(person).filter(
            kind=ReportKind.MONTHLY, period__in=labels
        )
    }
    issues = {
        issue.report_id: issue
        for issue in ReportIssue.objects.visible_to(person)
        .filter(report__in=[row.pk for row in reports.values()], voided_at=None)
        .defer("content")
    }
    duties = {
        row.period: row
        for row in Obligation.objects.filter(kind=ObligationKind.MONTHLY_REPORT, period__in=labels)
    }
    points = {
        row["period"]: (row["covered__sum"], row["expected__sum"])
        for row in IndicatorValue.objects.filter(
            grain=Grain.MONTH,
            period__in=labels,
            scope="company",
            dimension="",
            indicator__state="adopted",
        )
        .values("period")
        .annotate(Sum("covered"), Sum("expected"))
    }
    lines = []
    for month in reversed(months):
        report = reports.get(month.label)
        covered, expected = points.get(month.label, (0, 0))
        issue = issues.get(report.pk) if report else None
        lines.append(ReportLine(month, report, issue, duties.get(month.label), covered, expected))
    return lines


def monthly_report(person: Person, period: str) -> Report | None:
    """The monthly report of a month such as “2026-03” that a person may read, if it has been begun."""
    if not period:
        return None
    rows = Report.objects.visible_to(person).filter(kind=ReportKind.MONTHLY, period=period)
    return rows.first()


def report_years(person: Person) -> list[Year]:
    """The years that have a report or a duty to report, newest first, this one always among them."""
    found = {
        *(
            start.year
            for start in Report.objects.visible_to(person)
            .filter(kind=ReportKind.MONTHLY)
            .values_list("start", flat=True)
        ),
        *(
            int(period[:4])
            for period in Obligation.objects.filter(kind=ObligationKind.MONTHLY_REPORT).values_list(
                "period", flat=True
            )
        ),
        timezone.localdate().year,
    }
    return [Year(year) for year in sorted(found, reverse=True)]


def steps_for(report: Report, person: Person) -> tuple[Step, ...]:
    """The steps a person may take now; an author is not offered to issue (reliability §3.3 no. 3)."""
    return tuple(
        step
        for step in open_from(REPORT_STEPS, report.state)
        if has_permission(person, step.permission)
        and not (step.name == "issue" and person.pk in report.authors)
    )


def may_edit(report: Report, person: Person) -> bool:
    """Texts and analyses are open while the report is a draft or was returned."""
    is_open = report.state in {ReportState.DRAFT, ReportState.RETURNED}
    return is_open and has_permission(person, Permission.REPORT_DRAFT)


def blockers(content: dict[str, Any]) -> list[Blocker]:
    """What its kind asks for must be there, and every character has a font, before anything is issued.

    In a monthly report each red needs an analysis and a decision; in an SLA or service report each
    abnormal figure a cause and a proposal, here or in the month's own report. A compilation repeats
    what its months decided and asks nothing of its own.
    """
    names = {
        facts["code"]: facts["name"]
        for process in content["processes"]
        for facts in process["figures"]
    }
    kind = content.get("kind", ReportKind.MONTHLY)
    found = _undecided(content, names) if kind == ReportKind.MONTHLY else []
    found += _unexplained(content, names)
    if not content["processes"]:
        found.append(
            Blocker(_("No indicator is in use, so there is nothing to report."), "figures")
        )
    found += [
        Blocker(
            _(
                "No font can print %(letter)s in “%(around)s” (%(where)s); please write it differently."
            )
            % {"letter": letter.name, "around": letter.around, "where": letter.where},
            letter.anchor,
        )
        for letter in rare_letters(content)
        if not letter.is_printed
    ]
    return found


def _unexplained(content: dict[str, Any], names: dict[str, str]) -> list[Blocker]:
    text = _("%(code)s %(name)s: the abnormal figure has no cause or no proposal yet.")
    return [
        Blocker(
            text % {"code": facts["code"], "name": names.get(facts["code"], "")},
            f"finding-{facts['code']}",
        )
        for facts in content.get("findings", ())
        if not facts["decided"] and not (facts["cause"].strip() and facts["proposal"].strip())
    ]


def _undecided(content: dict[str, Any], names: dict[str, str]) -> list[Blocker]:
    found = []
    for facts in content["deviations"]:
        name = {"code": facts["code"], "name": names.get(facts["code"], "")}
        if facts["state"] == DeviationState.OPEN:
            text = _("%(code)s %(name)s: the missed target has no analysis and no decision yet.")
        elif facts["state"] == DeviationState.ANALYSED:
            text = _("%(code)s %(name)s: the missed target has no decision yet.")
        else:
            continue
        found.append(Blocker(text % name, f"deviation-{facts['code']}"))
    for facts in content.get("signals", ()):
        if facts["gates"] and facts["state"] in {DeviationState.OPEN, DeviationState.ANALYSED}:
            text = _("%(code)s %(name)s: a signal waits for its decision.")
            told = {"code": facts["code"], "name": spoken(facts)}
            found.append(Blocker(text % told, f"signal-{facts['deviation']}"))
    return found


def issue_of(report: Report, person: Person, ordinal: str = "") -> ReportIssue | None:
    """The issue in force, or the one asked for; voided ones are read by those who see drafts."""
    issues = ReportIssue.objects.visible_to(person).filter(report=report).select_related("report")
    if not ordinal:
        return issues.filter(voided_at=None).first()
    if not has_permission(person, Permission.REPORT_VIEW_DRAFT):
        issues = issues.filter(voided_at=None)
    if not ordinal.isdecimal() or len(ordinal) > MOST_DIGITS:
        return None
    return issues.filter(ordinal=int(ordinal)).first()


def file_statuses(issue: ReportIssue | None) -> list[FileStatus]:
    """The documents of an issue; one whose job was parked has failed, even if its worker died before saying so."""
    if issue is None:
        return []
    rows = ReportFile.objects.filter(issue=issue).defer("content")
    files = {(row.language, row.format): row for row in rows}
    return [
        file_status(files.get((language, form)), language, form)
        for language in ("zh-hans", "en")
        for form in PaperFormat.values
    ]


def file_status(file: ReportFile | None, language: str, form: str = PaperFormat.PDF) -> FileStatus:
    """What a document's row says, corrected by its job."""
    if file is None:
        return FileStatus(language, form, "", "", None)
    state, reason = file.state, file.reason
    if state == RenderState.PENDING:
        parked = Job.objects.filter(
            kind="render_report", subject=job_subject(file), state=JobState.PARKED
        ).last()
        if parked is not None and parked.requested_at >= file.requested_at:
            state, reason = RenderState.FAILED, reason or parked.error
    return FileStatus(language, form, state, reason, file)


def job_subject(file: ReportFile) -> str:
    """The subject under which a document is printed: one unfinished job per document."""
    return f"report_file:{file.pk}"


def acts_on(report: Report) -> QuerySet[AuditEntry]:
    """The timeline of a report, newest first."""
    return AuditEntry.objects.about("kpi.report", str(report.pk)).order_by("-sequence")
