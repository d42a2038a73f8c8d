"""What the PMO decides, with its default and the policy issue it answers."""

from django.utils.translation import gettext_lazy as _

from governance.states.role import Role
from governance.states.setting_kind import SettingKind
from governance.states.setting_message import MESSAGE_SETTINGS
from governance.states.setting_review import REVIEW_SETTINGS

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
            "plan_number_pattern",
            "{company}-ITSS-0600-AP-{year}",
            _("number of annual plans"),
            _("Pattern with company, year and serial; all versions of a year share it."),
            "G29",
        ),
        SettingKind(
            "plan_section_workdays",
            20,
            _("sections of the annual plan due"),
            _("Workdays after the day on which the plan was opened, at 17:00."),
            "G29",
        ),
        SettingKind(
            "asset_number_pattern",
            "{company}-ITSS-0600-PA-{year}-{serial:03d}",
            _("number of process assets"),
            _("Pattern with company, year and serial; numbers have no gap within a year."),
            "G51",
        ),
        SettingKind(
            "training_number_pattern",
            "{company}-ITSS-0600-TR-{year}-{serial:03d}",
            _("number of trainings"),
            _("Pattern with company, year and serial."),
            "G38",
        ),
        SettingKind(
            "document_number_pattern_policy",
            "",
            _("number of the framework policy"),
            _(
                "Pattern with company and serial, for a policy that is written here; an imported one keeps its printed number. Empty: it is typed in."
            ),
            "G51",
        ),
        SettingKind(
            "document_number_pattern_norm",
            "{company}-ITSS-06{serial:02d}",
            _("number of norms"),
            _(
                "Pattern with company and serial; given at the first submission, without a gap, never twice."
            ),
            "G51",
        ),
        SettingKind(
            "document_number_pattern_reference",
            "{company}-ITSS-06-R{serial:02d}",
            _("number of reference documents"),
            _(
                "Pattern with company and serial; given at the first submission, without a gap, never twice."
            ),
            "G51",
        ),
        SettingKind(
            "document_reading_workdays",
            5,
            _("reading of a new version due"),
            _("Workdays after its publication, at 17:00."),
            "G52",
        ),
        SettingKind(
            "document_review_months",
            "",
            _("documents are looked at again"),
            _(
                "Months after a version took effect; a document may have its own. Empty: only where a document says so."
            ),
            "G52",
        ),
        SettingKind(
            "document_review_notice_days",
            30,
            _("notice of a document's review"),
            _("Days before the day of the review on which it stands in the inbox."),
            "G52",
        ),
        SettingKind(
            "meeting_number_pattern",
            "{company}-ITSS-0600-CM-{year}-{serial:02d}",
            _("number of committee meetings"),
            _("Pattern with company, year and serial."),
            "G20",
        ),
        SettingKind(
            "evidence_pack_days",
            "",
            _("evidence packs kept, in days"),
            _(
                "After so many days the bytes of a pack are removed; its record, hash and manifest stay, and it can be ordered again. Empty: kept for ever."
            ),
            "G52",
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
        *REVIEW_SETTINGS,
        SettingKind(
            "approval_workdays",
            5,
            _("decision of an approval due"),
            _(
                "Workdays after the day on which somebody was asked, at 17:00; a route may say otherwise."
            ),
            "G36",
        ),
        SettingKind(
            "approval_urge_hours",
            24,
            _("hours between two urgings"),
            _("Nobody is urged about the same approval more often."),
        ),
        SettingKind(
            "resolution_number_pattern",
            "{company}-ITSS-0600-JY-{year}-{serial:03d}",
            _("number of resolutions"),
            _("Pattern with company, year and serial; numbers have no gap within a year."),
            "G20",
        ),
        SettingKind(
            "second_factor_roles",
            [Role.SYS_ADMIN.value, Role.SEC_ADMIN.value, Role.AUDITOR.value],
            _("second factor demanded"),
            _("Roles that open nothing before an authenticator app or a security key is set up."),
            choices=tuple(Role.choices),
        ),
        *MESSAGE_SETTINGS,
    )
}
