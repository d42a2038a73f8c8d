"""States, roles and decided values as data: enums and tables, nothing that acts."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step


class Sphere(models.TextChoices):
    """Business, or one of the three administrators; nobody is in two (三员分立)."""

    BUSINESS = "business", _("business")
    SYS_ADMIN = "sys_admin", _("system administrator")
    SEC_ADMIN = "sec_admin", _("security administrator")
    AUDITOR = "auditor", _("audit administrator")


class Role(models.TextChoices):
    """The roles of the policy, and the platform's three administrators (reliability §3.1)."""

    COMMITTEE = "committee", _("committee member")
    PROCESS_MANAGER = "process_manager", _("process manager")
    PMO = "pmo", _("PMO staff")
    PROCESS_SPECIALIST = "process_specialist", _("process specialist")
    DEPARTMENT_HEAD = "department_head", _("department head")
    STAFF = "staff", _("employee")
    SYS_ADMIN = "sys_admin", _("system administrator")
    SEC_ADMIN = "sec_admin", _("security administrator")
    AUDITOR = "auditor", _("audit administrator")


class ObligationKind(models.TextChoices):
    """What the policy makes somebody owe, by the clock."""

    WEEKLY_DATA = "weekly_data", _("weekly data")
    WEEKLY_ACCEPTANCE = "weekly_acceptance", _("acceptance of weekly data")
    MONTHLY_REPORT = "monthly_report", _("monthly monitoring report")
    QUARTERLY_REVIEW = "quarterly_review", _("quarterly review")
    ANNUAL_PLAN = "annual_plan", _("annual plan")
    SELF_ASSESSMENT = "self_assessment", _("self-assessment")
    DEVIATION_ANALYSIS = "deviation_analysis", _("analysis of a deviation")


class ObligationState(models.TextChoices):
    """Open until an act fulfils it; missing once its time has passed without one."""

    OPEN = "open", _("open")
    MISSING = "missing", _("missing")
    DONE = "done", _("done")
    LATE_DONE = "late_done", _("done late")
    WAIVED = "waived", _("waived")


OBLIGATION_STEPS = (
    Step("fulfil", ("open", "missing"), "done", "", _("Fulfil"), by_system=True),
    Step("fulfil_late", ("open", "missing"), "late_done", "", _("Fulfil late"), by_system=True),
    Step("mark_missing", ("open",), "missing", "", _("Mark missing"), by_system=True),
    Step("reopen", ("done", "late_done"), "open", "", _("Open again"), by_system=True),
    Step("waive", ("open", "missing"), "waived", "obligation.waive", _("Waive"), needs_note=True),
)


class IssueState(models.TextChoices):
    """A policy issue waits for a ruling, has one, or is left as it is."""

    OPEN = "open", _("awaiting ruling")
    RULED = "ruled", _("ruled")
    DISMISSED = "dismissed", _("no action")


ISSUE_STEPS = (
    Step(
        "rule",
        ("open",),
        "ruled",
        "policy_issue.rule",
        _("Record ruling"),
        needs_note=True,
        tone="primary",
    ),
    Step(
        "dismiss", ("open",), "dismissed", "policy_issue.rule", _("Leave as it is"), needs_note=True
    ),
    Step(
        "reopen_issue",
        ("ruled", "dismissed"),
        "open",
        "policy_issue.rule",
        _("Open again"),
        needs_note=True,
    ),
)


class DocumentState(models.TextChoices):
    """The life of one version of a controlled document."""

    DRAFT = "draft", _("draft")
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("superseded")


DOCUMENT_STEPS = (
    Step(
        "enter_force",
        ("draft",),
        "in_force",
        "document.publish",
        _("Put into force"),
        by_system=True,
    ),
    Step(
        "supersede", ("in_force",), "superseded", "document.publish", _("Supersede"), by_system=True
    ),
)


class MessageState(models.TextChoices):
    """A message waits for the dispatcher, is being sent, was sent, or was parked after its last try."""

    DUE = "due", _("waiting")
    RUNNING = "running", _("sending")
    SENT = "sent", _("sent")
    KEPT = "kept", _("in the inbox only")
    PARKED = "parked", _("parked")


class WebhookEvent(models.TextChoices):
    """What programs outside can be told of."""

    REPORT_ISSUED = "report.issued", _("a report was issued")
    PING = "ping", _("test message")


class DeliveryState(models.TextChoices):
    """A delivery waits, is being sent, was taken, or was parked after its last try."""

    DUE = "due", _("waiting")
    RUNNING = "running", _("sending")
    SENT = "sent", _("delivered")
    PARKED = "parked", _("parked")


class DeliveryFault(models.TextChoices):
    """Why a try delivered nothing."""

    ADDRESS = "address", _("address not allowed")
    NAME = "name", _("name cannot be resolved")
    CONNECTION = "connection", _("no connection")
    TLS = "tls", _("certificate refused")
    TIMEOUT = "timeout", _("no answer in time")
    REDIRECT = "redirect", _("redirect, not followed")
    STATUS = "status", _("refused by the other side")
    PROTOCOL = "protocol", _("no proper answer")


class JobState(models.TextChoices):
    """Work waits, runs under a lease, is done, or failed three times and was parked."""

    DUE = "due", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    PARKED = "parked", _("failed")


class Scope(models.TextChoices):
    """What a token may do; nothing else, ever (reliability §3.3 no. 10)."""

    KPI_READ = "kpi:read", _("read KPIs")
    DATA_WRITE = "data:write", _("submit weekly data")


@dataclass(frozen=True)
class SettingKind:
    """A value the PMO decides: its default, what it means, and the policy issue it answers."""

    key: str
    default: Any
    label: Any
    help_text: Any
    gap: str = ""
    choices: tuple[tuple[str, Any], ...] = ()


# The run rules of the control chart (kpi/formulas/signal.py works them out; the PMO chooses which speak).
RUN_RULES = (
    ("beyond_limit", _("A point lies outside the control limits")),
    ("range_beyond_limit", _("The step to this point is larger than chance explains")),
    ("two_of_three", _("2 of 3 points lie in the outer third, on one side")),
    ("four_of_five", _("4 of 5 points lie beyond the inner third, on one side")),
    ("eight_on_one_side", _("8 points in a row lie on one side of the centre")),
    ("six_trending", _("6 points in a row rise, or fall")),
    ("fourteen_alternating", _("14 points in a row alternate up and down")),
    ("fifteen_hugging", _("15 points in a row lie in the inner third")),
    ("eight_avoiding", _("8 points in a row avoid the inner third")),
)

SETTINGS = {
    kind.key: kind
    for kind in (
        SettingKind(
            "company_name", "", _("company name"), _("Printed on reports and on the sign-in page.")
        ),
        SettingKind("company_code", "YNTD", _("company code"), _("First part of record numbers.")),
        SettingKind(
            "weekly_due",
            {"workday": 1, "time": "17:00"},
            _("weekly data due"),
            _("Workday after the week's end, and time of day."),
            "G25",
        ),
        SettingKind(
            "monthly_report_workday",
            5,
            _("monthly report due"),
            _("Workday of the following month."),
            "G26",
        ),
        SettingKind(
            "quarterly_review_workday",
            15,
            _("quarterly review due"),
            _("Workdays after the quarter's end."),
            "G28",
        ),
        SettingKind(
            "month_rule",
            "slices",
            _("how weeks form a month"),
            _(
                "A week that crosses a month's end is entered in two parts, or it counts whole in the month of its Thursday."
            ),
            "G26",
            (
                ("slices", _("in two parts at the month's end")),
                ("thursday", _("whole, by its Thursday")),
            ),
        ),
        SettingKind(
            "coverage_threshold",
            "1",
            _("coverage needed for a verdict"),
            _(
                "Share of expected data points below which a period is “incomplete”; 1 means all of them."
            ),
            "G25",
        ),
        SettingKind(
            "report_number_pattern",
            "{company}-ITSS-0600-MR-{year}-{month:02d}",
            _("number of monthly reports"),
            _("Pattern with company, year and month."),
            "G23",
        ),
        SettingKind(
            "report_number_pattern_quarterly",
            "{company}-ITSS-0600-MR-{year}Q{quarter}",
            _("number of quarterly compilations"),
            _("Pattern with company, year, quarter and serial."),
            "G23",
        ),
        SettingKind(
            "report_number_pattern_yearly",
            "{company}-ITSS-0600-MR-{year}",
            _("number of yearly compilations"),
            _("Pattern with company, year and serial."),
            "G23",
        ),
        SettingKind(
            "report_number_pattern_sla",
            "{company}-ITSS-0600-SLA-{period}{dash_project}",
            _("number of SLA performance reports"),
            _("Pattern with company, year, period, project, dash_project and serial."),
            "G12",
        ),
        SettingKind(
            "report_number_pattern_service",
            "{company}-ITSS-0600-SR-{period}{dash_project}",
            _("number of service reports"),
            _("Pattern with company, year, period, project, dash_project and serial."),
            "G12",
        ),
        SettingKind(
            "collect_from",
            "",
            _("collection starts"),
            _("Monday of the first week that is owed; before it nothing is owed."),
            "G30",
        ),
        SettingKind(
            "signal_rules",
            ["beyond_limit"],
            _("run rules that speak"),
            _(
                "Which rules of the control chart open a deviation. A missed target always does (6.4.2③). The others are off, because each of them also speaks by chance now and then."
            ),
            "G31",
            RUN_RULES,
        ),
        SettingKind(
            "signal_least_points",
            8,
            _("points before limits are drawn"),
            _(
                "With fewer earlier figures there are no control limits and no signal; the page says so."
            ),
            "G31",
        ),
        SettingKind(
            "signal_missed_in_a_row",
            "",
            _("target missed so many times in a row"),
            _("Opens a deviation of its own for the whole run. Empty: off."),
            "G31",
        ),
        SettingKind(
            "signal_period_change",
            "",
            _("change against the period before"),
            _(
                "A larger change opens a deviation: percentage points for shares, per cent for everything else. Empty: off; the policy names no threshold."
            ),
            "G31",
        ),
        SettingKind(
            "signal_year_change",
            "",
            _("change against the year before"),
            _(
                "A larger change opens a deviation: percentage points for shares, per cent for everything else. Empty: off; the policy names no threshold."
            ),
            "G31",
        ),
        SettingKind(
            "signal_gate",
            False,
            _("every signal holds up the report"),
            _(
                "No: only a missed target must be decided before the monthly report is issued. Yes: every open signal must."
            ),
            "G31",
        ),
        SettingKind(
            "deviation_analysis_workdays",
            3,
            _("analysis of a deviation due"),
            _("Workdays after the day on which somebody was asked for it, at 17:00."),
            "G31",
        ),
        SettingKind(
            "second_factor_roles",
            [Role.SYS_ADMIN.value, Role.SEC_ADMIN.value, Role.AUDITOR.value],
            _("second factor demanded"),
            _("Roles that open nothing before an authenticator app or a security key is set up."),
            choices=tuple(Role.choices),
        ),
        SettingKind(
            "mail_enabled", False, _("send e-mail"), _("Digests by e-mail beside the inbox.")
        ),
    )
}
