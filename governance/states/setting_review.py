"""What the PMO decides about reviews, feedback, self-assessments and improvements (6.4.3, 6.4.4, 7)."""

from django.utils.translation import gettext_lazy as _

from governance.states.setting_kind import SettingKind

_LATE = _(
    "Workdays after the due day, at nine. Empty: this level is not told; the policy names no intervals."
)

REVIEW_SETTINGS = (
    SettingKind(
        "review_number_pattern",
        "{company}-ITSS-0600-PS-{year}-{serial:03d}",
        _("number of review reports"),
        _("Pattern with company, year and serial; numbers have no gap within a year."),
    ),
    SettingKind(
        "review_quorum",
        "",
        _("quorum of a review"),
        _(
            "Per cent of the invited departments of which somebody must be present. Empty: none; the policy names none."
        ),
        "G28",
    ),
    SettingKind(
        "review_trigger_workdays",
        1,
        _("trigger of a review to be looked at"),
        _("Workdays after it was raised, at 17:00; the policy says “at once” and no hours."),
        "G31",
    ),
    SettingKind(
        "review_trigger_reds",
        "",
        _("missed service levels that raise a trigger"),
        _(
            "An indicator of service level management that missed its target so many months in a row raises a trigger. Empty: off; the policy names no threshold."
        ),
        "G31",
    ),
    SettingKind(
        "review_trigger_shortfall",
        "",
        _("shortfall of a service level that raises a trigger"),
        _(
            "An indicator of service level management that missed its target of a month by so much raises a trigger: percentage points for shares, per cent of the target for everything else. Empty: off; the policy says “seriously” and no number."
        ),
        "G31",
    ),
    SettingKind(
        "review_trigger_complaints",
        "",
        _("complaints that raise a trigger"),
        _(
            "So many complaints about one process in a calendar month raise a trigger together. Empty: off; the policy names no threshold."
        ),
        "G31",
    ),
    SettingKind(
        "review_trigger_major",
        False,
        _("a major complaint raises a trigger by itself"),
        _(
            "No: somebody raises it from the complaint. Yes: it is raised as soon as people called the complaint major."
        ),
        "G31",
    ),
    SettingKind(
        "review_trigger_edition_days",
        "",
        _("edition of a standard that raises a trigger"),
        _(
            "So many days before a registered edition comes into force it raises a trigger; 0 on that day. Empty: off; the policy does not say who watches."
        ),
        "G31",
    ),
    SettingKind(
        "feedback_number_pattern",
        "{company}-ITSS-0600-FK-{year}-{serial:04d}",
        _("number of customer feedback"),
        _("Pattern with company, year and serial; numbers have no gap within a year."),
    ),
    SettingKind(
        "feedback_answer_workdays",
        5,
        _("answer to customers due"),
        _("Workdays after it was registered, at 17:00; the policy names none."),
        "G24",
    ),
    SettingKind(
        "assessment_number_pattern",
        "{company}-ITSS-0600-ZP-{year}-{serial:02d}",
        _("number of self-assessments"),
        _("Pattern with company, year and serial."),
    ),
    SettingKind(
        "assessed_edition",
        "",
        _("edition of GB/T 28827.1 one is assessed by"),
        _(
            "Four digits, as in 2022. The clauses of the standard in the checklist belong to it. Empty: not decided; the policy names the standard without a year."
        ),
        "G50",
    ),
    SettingKind(
        "improvement_number_pattern",
        "{company}-ITSS-0600-GJ-{year}-{serial:03d}",
        _("number of improvements"),
        _("Pattern with company, year and serial."),
    ),
    SettingKind(
        "improvement_step_workdays",
        10,
        _("steps of an improvement due"),
        _("Workdays for each step that has no date of its own; the policy names none."),
        "G35",
    ),
    *(
        SettingKind(f"improvement_escalate_{code}", days, label, _LATE, "G35")
        for code, days, label in (
            ("owner", 1, _("what is late in an improvement: told to who owes it")),
            (
                "head",
                3,
                _("what is late in an improvement: told to the head of the department"),
            ),
            ("pmo", 5, _("what is late in an improvement: told to the PMO")),
            ("committee", 10, _("what is late in an improvement: told to the committee")),
        )
    ),
    SettingKind(
        "cause_category_set",
        "6m",
        _("bones of the fishbone"),
        _("The categories under which causes are looked for in new improvements."),
        "",
        (
            ("6m", _("people, machine, material, method, environment, measurement")),
            ("4p", _("people, process, technology, supplier")),
        ),
    ),
)
