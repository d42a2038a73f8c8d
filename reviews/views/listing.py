"""The lists of clause 6.4.3 as files; customers' names are in none of them (X23, G24)."""

from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import DAY, MOMENT, NUMBER, Column, Listing, yes_no

REVIEWS = Listing(
    "reviews",
    _("Reviews"),
    (
        Column(_("Review"), lambda line: line.name),
        Column(_("Kind"), lambda line: line.row.get_kind_display()),
        Column(_("Period"), lambda line: line.row.period),
        Column(_("State"), lambda line: line.row.get_state_display()),
        Column(_("Number"), lambda line: line.row.number),
        Column(_("Due"), lambda line: line.duty.due_at if line.duty else None, MOMENT),
        Column(_("Began"), lambda line: line.row.began_at, MOMENT),
        Column(
            _("From trigger to start"), lambda line: line.trigger.elapsed if line.trigger else ""
        ),
        Column(_("Items"), lambda line: line.items, NUMBER),
        Column(_("Items not finished"), lambda line: line.open_items, NUMBER),
        Column(_("Signed"), lambda line: line.row.signed_at, MOMENT),
    ),
)
ITEMS = Listing(
    "review-items",
    _("Items of reviews"),
    (
        Column(_("Review"), lambda row: row.review.number),
        Column(_("No."), lambda row: row.position, NUMBER),
        Column(_("Item of improvement"), lambda row: row.text),
        Column(_("Process"), lambda row: said(row.process)),
        Column(_("Responsible department"), lambda row: said(row.department)),
        Column(
            _("Responsible person"), lambda row: row.responsible.name if row.responsible else ""
        ),
        Column(_("Due date"), lambda row: row.due_on, DAY),
        Column(_("How it is verified"), lambda row: row.verification),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("What became of it"), lambda row: row.end_note),
    ),
)
TRIGGERS = Listing(
    "review-triggers",
    _("Triggers of reviews"),
    (
        Column(_("Kind"), lambda line: line.row.get_kind_display()),
        Column(_("Happened at"), lambda line: line.row.happened_at, MOMENT),
        Column(_("Evidence"), lambda line: line.row.evidence),
        Column(_("State"), lambda line: line.row.get_state_display()),
        Column(_("From trigger to start"), lambda line: line.elapsed),
        Column(_("Reason of dismissal"), lambda line: line.row.dismiss_reason),
    ),
)
FEEDBACK = Listing(
    "feedback",
    _("Feedback of customers"),
    (
        Column(_("Number"), lambda row: row.number),
        Column(_("Kind"), lambda row: row.get_kind_display()),
        Column(_("Received"), lambda row: row.received_at, MOMENT),
        Column(_("Channel"), lambda row: row.channel),
        Column(_("What was said"), lambda row: row.text),
        Column(_("Process"), lambda row: said(row.process)),
        Column(_("Department that answers"), lambda row: said(row.department)),
        Column(_("Major"), lambda row: yes_no(row.is_major)),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Answered at"), lambda row: row.answered_at, MOMENT),
    ),
)
SURVEYS = Listing(
    "surveys",
    _("Surveys of satisfaction"),
    (
        Column(_("Survey"), lambda line: line.row.title),
        Column(_("Process"), lambda line: said(line.row.process)),
        Column(_("From"), lambda line: line.row.start, DAY),
        Column(_("Until"), lambda line: line.row.end, DAY),
        Column(_("Asked"), lambda line: line.row.asked, NUMBER),
        Column(_("Answered"), lambda line: line.row.answered, NUMBER),
        Column(_("Satisfied"), lambda line: line.row.satisfied, NUMBER),
        Column(_("Response rate"), lambda line: line.answered),
        Column(_("Satisfaction"), lambda line: line.satisfied),
        Column(
            _("Counts into"), lambda line: line.row.indicator.code if line.row.indicator else ""
        ),
    ),
)
EDITIONS = Listing(
    "standards",
    _("Updates of standards"),
    (
        Column(_("Standard"), lambda row: said(row.document, "title")),
        Column(_("Edition"), lambda row: row.edition),
        Column(_("Published on"), lambda row: row.published_on, DAY),
        Column(_("In force from"), lambda row: row.effective_on, DAY),
        Column(_("What it changes for us"), lambda row: row.summary),
        Column(
            _("Trigger"),
            lambda row: "".join(each.get_state_display() for each in row.triggers.all()),
        ),
    ),
)
COUNTS = Listing(
    "complaint-counts",
    _("What the register counts"),
    (
        Column(_("Code"), lambda row: row.indicator.code),
        Column(_("Indicator"), lambda row: said(row.indicator)),
        Column(_("Process"), lambda row: said(row.indicator.process)),
        Column(_("From"), lambda row: row.valid_from, DAY),
        Column(_("Until"), lambda row: row.valid_to, DAY),
        Column(_("Reason"), lambda row: row.note),
        Column(_("Decided by"), lambda row: row.decided_by.name),
    ),
)
