"""The lists of the system's own pages as files: status, trail, permissions (X23)."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.listing import MOMENT, NUMBER, Column, Listing, yes_no
from governance.selectors.issue_paper import clause_in_words
from governance.selectors.permission_matrix import Matrix
from governance.templatetags.acts import act

STATUS = Listing(
    "system-status",
    _("System status"),
    (
        Column(_("What is watched"), lambda line: line.label),
        Column(_("State"), lambda line: line.light.label),
        Column(_("How the part stands"), lambda line: line.figure),
        Column(_("since when"), lambda line: line.since, MOMENT),
        Column(_("What to do"), lambda line: line.advice),
    ),
)
ISSUES = Listing(
    "policy-issues",
    _("Policy issues"),
    (
        Column(_("Number"), lambda line: line.issue.code),
        Column(_("Weight"), lambda line: line.issue.get_weight_display()),
        Column(_("Clause"), lambda line: clause_in_words(line.issue.clause)),
        Column(_("Issue"), lambda line: said(line.issue, "title")),
        Column(_("Kind"), lambda line: line.issue.get_kind_display()),
        Column(
            _("What the policy says, or does not"), lambda line: said(line.issue, "description")
        ),
        Column(_("Interim treatment"), lambda line: said(line.issue, "treatment")),
        Column(_("State"), lambda line: line.issue.get_state_display()),
        Column(_("Ruling"), lambda line: line.issue.ruling),
        Column(_("Ruled by"), lambda line: line.issue.ruled_by),
        Column(_("Ruled at"), lambda line: line.issue.ruled_at, MOMENT),
        Column(_("Resolution"), lambda line: line.resolutions),
        Column(_("Settings decided"), lambda line: line.settings),
        Column(_("To be mended in"), lambda line: line.issue.fixed_in_version),
        Column(_("Proposed for the policy"), lambda line: line.proposal),
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
        Column(_("number of the record"), lambda row: row.object_key),
        Column(_("record"), lambda row: row.object_label),
        Column(_("before the act"), lambda row: _json(row.before)),
        Column(_("after the act"), lambda row: _json(row.after)),
        Column(_("reason"), lambda row: row.note),
        Column(_("result"), lambda row: row.result),
        Column(_("address"), lambda row: row.ip),
        Column(_("request"), lambda row: row.request_id),
        Column(_("hash of the entry before"), lambda row: row.previous_hash),
        Column(_("hash"), lambda row: row.hash),
    ),
)


def _json(value: Any) -> str:
    """What the hash was made over; nothing stays empty."""
    return "" if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def matrix_listing(matrix: Matrix) -> Listing:
    """The permission matrix: a column for every role."""

    def held(place: int) -> Column:
        return Column(matrix.roles[place].label, lambda row: yes_no(row.held[place]))

    return Listing(
        "permissions",
        _("Permission matrix"),
        (
            Column(_("about"), lambda row: row.about),
            Column(_("permission"), lambda row: row.words),
            Column(_("code"), lambda row: row.permission),
            *(held(place) for place in range(len(matrix.roles))),
        ),
    )
