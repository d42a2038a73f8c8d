"""The lists of governance as files: people, documents, policy issues, settings, tokens, days, the trail (X23)."""

from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import DAY, MOMENT, NUMBER, Column, Listing, yes_no
from governance.selectors.document_reading import ReadingMatrix
from governance.selectors.person import Matrix
from governance.states import Sphere
from governance.templatetags.acts import act


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
        Column(_("Owner"), lambda line: said(line.document.owner)),
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
ISSUES = Listing(
    "policy-issues",
    _("Policy issues"),
    (
        Column(_("Number"), lambda row: row.code),
        Column(_("Weight"), lambda row: row.get_weight_display()),
        Column(_("Clause"), lambda row: row.clause),
        Column(_("Issue"), lambda row: said(row, "title")),
        Column(_("Kind"), lambda row: row.get_kind_display()),
        Column(_("Interim treatment"), lambda row: said(row, "treatment")),
        Column(_("State"), lambda row: row.get_state_display()),
        Column(_("Ruling"), lambda row: row.ruling),
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
TRAIL = Listing(
    "audit-trail",
    _("Audit trail"),
    (
        Column(_("No."), lambda row: row.sequence, NUMBER),
        Column(_("time"), lambda row: row.at, MOMENT),
        Column(_("actor"), lambda row: row.actor_label),
        Column(_("on behalf of"), lambda row: row.on_behalf_of),
        Column(_("via"), lambda row: row.via),
        Column(_("act"), lambda row: act(row.action)),
        Column(_("code of the act"), lambda row: row.action),
        Column(_("kind of record"), lambda row: row.object_type),
        Column(_("record"), lambda row: row.object_label),
        Column(_("reason"), lambda row: row.note),
        Column(_("result"), lambda row: row.result),
        Column(_("address"), lambda row: row.ip),
        Column(_("hash"), lambda row: row.hash),
    ),
)


def matrix_listing(matrix: Matrix) -> Listing:
    """The permission matrix: a column for every role."""

    def held(place: int) -> Column:
        return Column(matrix.roles[place][0], lambda row: yes_no(row.held[place]))

    return Listing(
        "permissions",
        _("Permission matrix"),
        (
            Column(_("permission"), lambda row: row.words),
            Column(_("code"), lambda row: row.permission),
            *(held(place) for place in range(len(matrix.roles))),
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
