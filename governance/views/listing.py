"""The lists of governance as files: people, documents, policy issues, settings, tokens, days, the trail (X23)."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import DAY, MOMENT, NUMBER, Column, Listing, yes_no
from governance.selectors.document_reading import ReadingMatrix
from governance.states import Sphere


def _roles(person: Any) -> str:
    words = [str(grant.get_role_display()) for grant in person.open_grants]
    if person.sphere != Sphere.BUSINESS:
        words.insert(0, str(person.get_sphere_display()))
    return " · ".join(words)


PEOPLE = Listing(
    "people",
    _("People and roles"),
    (
        Column(_("name"), lambda row: row.name),
        Column(_("staff number"), lambda row: row.staff_no),
        Column(_("login"), lambda row: row.username),
        Column(_("department"), lambda row: said(row.department) if row.department else ""),
        Column(_("roles"), _roles),
        Column(_("state"), lambda row: _t("active") if row.is_active else _t("closed")),
    ),
)
DOCUMENTS = Listing(
    "documents",
    _("Documents"),
    (
        Column(_("Number"), lambda line: line.document.number),
        Column(_("Title"), lambda line: said(line.document, "title")),
        Column(_("Kind"), lambda line: line.document.get_kind_display()),
        Column(_("State"), lambda line: line.label),
        Column(_("Version in force"), lambda line: line.version.label if line.version else ""),
        Column(
            _("Effective on"), lambda line: line.version.effective_on if line.version else "", DAY
        ),
        Column(_("On its way"), lambda line: line.coming.label if line.coming else ""),
        Column(_("its state"), lambda line: line.ahead_label),
        Column(_("Department in charge"), lambda line: said(line.document.owner)),
        Column(_("Classification"), lambda line: line.document.get_classification_display()),
        Column(_("Next review"), lambda line: line.document.next_review_on, DAY),
        Column(_("Number missing"), lambda line: yes_no(line.lacks_number)),
        Column(_("File missing"), lambda line: yes_no(line.lacks_file)),
        Column(_("Named in clause"), lambda line: ", ".join(line.document.named_in)),
        Column(_("Policy unclear"), lambda line: ", ".join(line.gaps)),
    ),
)
READERSHIP = Listing(
    "readings",
    _("Who has read it"),
    (
        Column(_("department"), lambda row: said(row.person.department)),
        Column(_("name"), lambda row: row.person.name),
        Column(_("has read"), lambda row: yes_no(row.has_read)),
        Column(_("Version"), lambda row: row.reading.version.label if row.reading else ""),
        Column(_("confirmed"), lambda row: row.reading.at if row.reading else None, MOMENT),
        Column(_("due"), lambda row: row.duty.due_at if row.duty else None, MOMENT),
    ),
)
SETTINGS_LISTED = Listing(
    "settings",
    _("Settings"),
    (
        Column(_("setting"), lambda line: line.kind.label),
        Column(_("value now"), lambda line: line.value),
        Column(_("decided by"), lambda line: line.row.changed_by if line.row else _t("default")),
        Column(_("decided at"), lambda line: line.row.changed_at if line.row else None, MOMENT),
        Column(_("reason"), lambda line: line.row.reason if line.row else ""),
        Column(_("Policy unclear"), lambda line: line.kind.gap),
    ),
)
TOKENS = Listing(
    "tokens",
    _("Access tokens"),
    (
        Column(_("token"), lambda line: line.token.name),
        Column(_("beginning"), lambda line: f"pgt_{line.token.prefix}_"),
        Column(_("acts as"), lambda line: line.token.owner.name),
        Column(_("allowed to"), lambda line: " · ".join(str(each) for each in line.scopes)),
        Column(_("issued"), lambda line: line.token.created_at, MOMENT),
        Column(_("ends on"), lambda line: line.token.expires_at, MOMENT),
        Column(_("revoked"), lambda line: line.token.revoked_at, MOMENT),
        Column(_("last used"), lambda line: line.last_used_at, MOMENT),
        Column(_("only from"), lambda line: ", ".join(line.token.allowed_ips)),
    ),
)
WORKDAYS = Listing(
    "work-calendar",
    _("Work calendar"),
    (
        Column(_("day"), lambda row: row.day, DAY),
        Column(_("kind"), lambda row: row.get_kind_display()),
        Column(_("is a workday"), lambda row: yes_no(row.is_workday)),
        Column(_("note"), lambda row: row.note),
    ),
)
DELIVERIES = Listing(
    "deliveries",
    _("Deliveries"),
    (
        Column(_("written"), lambda line: line.delivery.created_at, MOMENT),
        Column(_("webhook"), lambda line: line.delivery.webhook.name),
        Column(_("event"), lambda line: line.event),
        Column(_("message"), lambda line: line.delivery.message_id),
        Column(_("state"), lambda line: line.delivery.get_state_display()),
        Column(_("tries"), lambda line: len(line.delivery.tries), NUMBER),
        Column(_("outcome"), lambda line: line.fault or line.status),
    ),
)
CHANNELS = Listing(
    "group-robots",
    _("Group robots"),
    (
        Column(_("group"), lambda line: line.channel.name),
        Column(_("robot of"), lambda line: line.channel.get_kind_display()),
        Column(_("told of"), lambda line: " · ".join(line.topics)),
        Column(_("messages of"), lambda line: said(line.channel.department)),
        Column(_("state"), lambda line: _t("stopped") if line.channel.stopped_at else _t("in use")),
        Column(_("delivered"), lambda line: line.sent, NUMBER),
        Column(_("waiting"), lambda line: line.waiting, NUMBER),
        Column(_("parked"), lambda line: line.parked, NUMBER),
        Column(_("declared by"), lambda line: line.channel.declared_by.name),
    ),
)
DEAD_LETTERS = Listing(
    "dead-letters",
    _("Dead letters"),
    (
        Column(_("written"), lambda row: row.created_at, MOMENT),
        Column(_("to"), lambda row: row.whom),
        Column(_("about"), lambda row: row.about),
        Column(_("tries"), lambda row: row.attempts, NUMBER),
        Column(_("why not"), lambda row: row.error),
    ),
)
SEATS = Listing(
    "committee",
    _("Committee"),
    (
        Column(_("seat"), lambda row: row.get_seat_display()),
        Column(_("name"), lambda row: row.person.name),
        Column(_("department"), lambda row: said(row.person.department)),
        Column(_("with a vote"), lambda row: yes_no(row.has_vote)),
        Column(_("from"), lambda row: row.valid_from, DAY),
        Column(_("to"), lambda row: row.valid_to, DAY),
    ),
)
MEETINGS = Listing(
    "meetings",
    _("Committee meetings"),
    (
        Column(_("Number"), lambda row: row.number),
        Column(_("Name of the meeting"), lambda row: row.title),
        Column(_("Called for"), lambda row: row.starts_at, MOMENT),
        Column(_("Place or form"), lambda row: row.place),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Session opened"), lambda row: row.opened_at, MOMENT),
        Column(_("Session closed"), lambda row: row.closed_at, MOMENT),
        Column(_("Chaired by"), lambda row: row.chaired_by.name if row.chaired_by else ""),
        Column(_("Minutes kept by"), lambda row: row.minuted_by.name if row.minuted_by else ""),
        Column(_("Items"), lambda row: row.item_count, NUMBER),
        Column(_("Resolutions"), lambda row: row.resolution_count, NUMBER),
    ),
)
RESOLUTIONS = Listing(
    "resolutions",
    _("Resolutions"),
    (
        Column(_("Number"), lambda row: row.number),
        Column(_("What was decided"), lambda row: said(row, "title")),
        Column(_("Subject"), lambda row: row.approval.get_kind_display() if row.approval else ""),
        Column(_("Outcome"), lambda row: row.get_outcome_display()),
        Column(_("Wording"), lambda row: row.text),
        Column(_("agree"), lambda row: row.tally.get("yes"), NUMBER),
        Column(_("disagree"), lambda row: row.tally.get("no"), NUMBER),
        Column(_("abstain"), lambda row: row.tally.get("abstained"), NUMBER),
        Column(_("recuse"), lambda row: row.tally.get("recused"), NUMBER),
        Column(_("Dissent"), lambda row: "; ".join(each["name"] for each in row.dissent)),
        Column(_("Conditions"), lambda row: row.condition_count, NUMBER),
        Column(_("not met yet"), lambda row: row.unmet_count, NUMBER),
        Column(_("Meeting"), lambda row: row.meeting.number if row.meeting else ""),
        Column(_("Vote closed"), lambda row: row.closed_at, MOMENT),
        Column(_("closed by"), lambda row: row.closed_by.name),
    ),
)

APPROVALS = Listing(
    "approvals",
    _("Approvals"),
    (
        Column(_("No."), lambda line: line.approval.pk, NUMBER),
        Column(_("Title"), lambda line: said(line.approval, "title")),
        Column(_("Kind"), lambda line: line.approval.get_kind_display()),
        Column(_("Proposer"), lambda line: line.approval.proposed_by.name),
        Column(_("proposed"), lambda line: line.approval.proposed_at, MOMENT),
        Column(_("State"), lambda line: line.approval.get_state_display()),
        Column(_("Current step"), lambda line: line.step),
        Column(_("Arrived"), lambda line: line.arrived_at, MOMENT),
        Column(_("Due"), lambda line: line.due_at, MOMENT),
        Column(_("overdue"), lambda line: yes_no(line.is_overdue)),
        Column(_("ended"), lambda line: line.approval.ended_at, MOMENT),
    ),
)

ROUTES = Listing(
    "approval-routes",
    _("Approval routes"),
    (
        Column(_("Kind"), lambda pair: pair[0].kind.label),
        Column(_("Step"), lambda pair: pair[1].label),
        Column(_("Who is asked"), lambda pair: pair[1].voters),
        Column(_("Named people"), lambda pair: " · ".join(each.name for each in pair[1].people)),
        Column(_("Mode"), lambda pair: pair[1].mode),
        Column(_("one “disagree” ends it"), lambda pair: yes_no(pair[1].has_veto)),
        Column(_("Workdays"), lambda pair: pair[1].workdays, NUMBER),
        Column(_("decided by"), lambda pair: pair[0].row.decided_by.name if pair[0].row else ""),
        Column(
            _("decided at"), lambda pair: pair[0].row.decided_at if pair[0].row else None, MOMENT
        ),
        Column(_("Policy unclear"), lambda pair: pair[0].gap),
    ),
)
DELEGATIONS = Listing(
    "delegations",
    _("Delegations"),
    (
        Column(_("Deputy"), lambda line: line.row.deputy.name),
        Column(_("For whom"), lambda line: line.row.principal.name),
        Column(_("from"), lambda line: line.row.valid_from, DAY),
        Column(_("until"), lambda line: line.row.valid_to, DAY),
        Column(_("For which approvals"), lambda line: " · ".join(line.kinds) or _t("all")),
        Column(_("Reason"), lambda line: line.row.reason),
        Column(_("named by"), lambda line: line.row.created_by.name),
        Column(_("named at"), lambda line: line.row.created_at, MOMENT),
        Column(_("ended at"), lambda line: line.row.ended_at, MOMENT),
        Column(_("ended by"), lambda line: line.row.ended_by.name if line.row.ended_by else ""),
    ),
)


def reading_matrix_listing(matrix: ReadingMatrix) -> Listing:
    """Who has read what: a column for every department, read of asked."""

    def read_in(place: int) -> Column:
        def value(row: Any) -> str:
            cell = row.cells[place]
            return f"{cell.read}/{cell.asked}" if cell else ""

        return Column(said(matrix.departments[place]), value)

    columns = (
        Column(_("Number"), lambda row: row.task.document.number),
        Column(_("Title"), lambda row: said(row.task.document, "title")),
        Column(_("Version"), lambda row: row.task.latest.label),
        Column(_("read"), lambda row: row.total.read, NUMBER),
        Column(_("asked"), lambda row: row.total.asked, NUMBER),
        *(read_in(place) for place in range(len(matrix.departments))),
    )
    return Listing("document-readings", _("Who has read what"), columns)
