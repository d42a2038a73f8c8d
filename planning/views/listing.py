"""The lists of clause 6.4.1 as files: plans, goals, milestones, resource needs, trainings (X23)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import DAY, MOMENT, NUMBER, Column, Listing
from governance.templatetags.lights import LIGHTS
from planning.selectors.diff import FieldChange, LineChange, PlanDiff

PLANS = Listing(
    "annual-plans",
    _("Annual plans"),
    (
        Column(_("Year"), lambda line: line.year, NUMBER),
        Column(_("Number"), lambda line: line.plan.number if line.plan else ""),
        Column(_("Version"), lambda line: line.plan.label if line.plan else ""),
        Column(_("State"), lambda line: line.plan.get_state_display() if line.plan else ""),
        Column(
            _("Resolution"),
            lambda line: line.plan.resolution.number if line.plan and line.plan.resolution else "",
        ),
        Column(_("Published"), lambda line: line.plan.published_at if line.plan else None, MOMENT),
        Column(
            _("Takes effect on"), lambda line: line.plan.effective_on if line.plan else None, DAY
        ),
        Column(_("Due"), lambda line: line.duty.due_at if line.duty else None, MOMENT),
    ),
)
GOALS = Listing(
    "plan-goals",
    _("Goals of the year"),
    (
        Column(_("Process"), lambda line: said(line.row.process)),
        Column(_("Department"), lambda line: said(line.row.section.department)),
        Column(_("Kind"), lambda line: line.row.get_kind_display()),
        Column(_("Indicator"), lambda line: line.row.indicator.code if line.row.indicator else ""),
        Column(
            _("Name of the indicator"),
            lambda line: said(line.row.indicator) if line.row.indicator else "",
        ),
        Column(_("Scope"), lambda line: said(line.row.scope) if line.row.scope else ""),
        Column(_("Goal"), lambda line: line.text),
        Column(_("Operator"), lambda line: line.row.get_operator_display()),
        Column(_("Target value"), lambda line: line.row.value, NUMBER),
        Column(_("Upper value"), lambda line: line.row.upper, NUMBER),
        Column(
            _("Unit"),
            lambda line: said(line.row.indicator, "unit") if line.row.indicator else "",
        ),
        Column(_("Rule"), lambda line: line.rule),
        Column(_("Baseline"), lambda line: line.baseline),
        Column(_("Arithmetic"), lambda line: line.arithmetic),
        Column(_("Measures"), lambda line: line.row.measures),
        Column(_("Reason"), lambda line: line.row.reason),
    ),
)
MILESTONES = Listing(
    "plan-milestones",
    _("Milestones"),
    (
        Column(_("Milestone"), lambda row: row.text),
        Column(_("Process"), lambda row: said(row.process) if row.process else ""),
        Column(_("Department"), lambda row: said(row.section.department)),
        Column(_("Who is responsible"), lambda row: row.responsible.name),
        Column(_("Due on"), lambda row: row.due_on, DAY),
        Column(_("Done on"), lambda row: row.done_on, DAY),
        Column(_("What shows it"), lambda row: row.done_note),
    ),
)
RESOURCES = Listing(
    "plan-resources",
    _("Resource needs"),
    (
        Column(_("Kind"), lambda row: row.get_kind_display()),
        Column(_("Need"), lambda row: row.name),
        Column(_("Department"), lambda row: said(row.section.department)),
        Column(_("Process"), lambda row: said(row.process) if row.process else ""),
        Column(_("Purpose"), lambda row: row.purpose),
        Column(_("Skill"), lambda row: row.skill),
        Column(_("Audience"), lambda row: row.audience),
        Column(_("New or upgrade"), lambda row: row.get_tool_change_display()),
        Column(_("There now"), lambda row: row.have, NUMBER),
        Column(_("Needed"), lambda row: row.need, NUMBER),
        Column(_("Gap"), lambda row: row.gap, NUMBER),
        Column(_("How the gap is closed"), lambda row: row.how),
        Column(_("Cost (yuan)"), lambda row: row.cost, NUMBER),
        Column(_("Needed on"), lambda row: row.needed_on, DAY),
        Column(_("Fulfilment"), lambda row: row.get_fulfilment_display()),
        Column(_("Number provided"), lambda row: row.fulfilled, NUMBER),
        Column(_("Since"), lambda row: row.fulfilment_on, DAY),
        Column(_("Note"), lambda row: row.fulfilment_note),
    ),
)
TRAININGS = Listing(
    "plan-trainings",
    _("Planned trainings"),
    (
        Column(_("Topic"), lambda line: line.row.topic),
        Column(_("Kind"), lambda line: line.row.get_kind_display()),
        Column(_("Department"), lambda line: said(line.row.section.department)),
        Column(_("Process"), lambda line: said(line.row.process) if line.row.process else ""),
        Column(_("Audience"), lambda line: line.row.audience),
        Column(_("Number of people"), lambda line: line.row.headcount, NUMBER),
        Column(_("Method"), lambda line: line.row.get_method_display()),
        Column(_("Trainer"), lambda line: line.row.trainer),
        Column(_("Lessons"), lambda line: line.row.hours, NUMBER),
        Column(_("Planned day"), lambda line: line.row.planned_on, DAY),
        Column(_("Assessment"), lambda line: line.row.assessment),
        Column(_("Budget (yuan)"), lambda line: line.budget, NUMBER),
        Column(
            _("Who is responsible"),
            lambda line: line.row.responsible.name if line.row.responsible else "",
        ),
    ),
)
PROGRESS = Listing(
    "plan-progress",
    _("Progress of the annual plan"),
    (
        Column(_("Process"), lambda line: said(line.goal.process)),
        Column(_("Department"), lambda line: said(line.goal.section.department)),
        Column(_("Indicator"), lambda line: line.goal.indicator.code),
        Column(_("Name of the indicator"), lambda line: said(line.goal.indicator)),
        Column(_("Goal"), lambda line: line.text),
        Column(_("So far"), lambda line: line.value),
        Column(_("State"), lambda line: LIGHTS[line.light].word),
        Column(_("Periods met"), lambda line: line.met, NUMBER),
        Column(_("Periods judged"), lambda line: line.judged, NUMBER),
        Column(_("Data received"), lambda line: line.covered, NUMBER),
        Column(_("Data expected"), lambda line: line.expected, NUMBER),
    ),
)


@dataclass(frozen=True)
class ChangeLine:
    """One field of one line that differs; a line that is new or gone stands with each of its fields."""

    change: LineChange
    field: FieldChange | None


def change_lines(diff: PlanDiff) -> list[ChangeLine]:
    """The differences field by field, in the order of the page."""
    return [
        ChangeLine(change, each) for change in diff.changes for each in change.fields or (None,)
    ]


PLAN_CHANGES = Listing(
    "plan-changes",
    _("Changes"),
    (
        Column(_("Table"), lambda line: line.change.table_word),
        Column(_("Change"), lambda line: line.change.word),
        Column(_("Line"), lambda line: line.change.title),
        Column(_("Field"), lambda line: line.field.label if line.field else ""),
        Column(_("Before"), lambda line: line.field.before if line.field else ""),
        Column(_("After"), lambda line: line.field.after if line.field else ""),
    ),
)
