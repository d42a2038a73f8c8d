"""The navigation as data, in the policy's own order, and what can be begun from any page; who joins adds one line here."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.lib.words import folded, pinyin_of
from governance.models import Person
from governance.permissions import Permission, has_permission

Text = str | Promise


@dataclass(frozen=True)
class Entry:
    """One page of the navigation; without a permission it is for everybody who is signed in."""

    label: Text
    url_name: str
    icon: str
    permission: str = ""
    counts: bool = False


@dataclass(frozen=True)
class Section:
    """The pages of one clause of the policy; the first section has no head."""

    label: Text
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Link:
    """An entry as one person sees it on one page."""

    label: Text
    url: str
    icon: str
    is_here: bool
    counts: bool
    name: str = ""

    @property
    def words(self) -> str:
        """What the palette finds it by: its name, and its pinyin where it is Chinese."""
        label = str(self.label)
        return f"{folded(label)} {pinyin_of(label)}".strip()


@dataclass(frozen=True)
class Group:
    """A section with the links that are left for a person."""

    label: Text
    links: tuple[Link, ...]


P = Permission
NAVIGATION = (
    Section(
        "",
        (
            Entry(_("Home"), "portal:home", "home"),
            Entry(_("Inbox"), "portal:inbox", "inbox", counts=True),
            Entry(_("Calendar"), "portal:calendar", "calendar-month"),
        ),
    ),
    Section(
        _("Framework"),
        (
            Entry(_("Process framework"), "portal:framework", "building-community", P.PROCESS_VIEW),
            Entry(_("Documents"), "governance:documents", "file-certificate", P.DOCUMENT_VIEW),
        ),
    ),
    Section(
        _("Planning"),
        (
            Entry(_("Annual plan"), "planning:plans", "map", P.PLAN_VIEW),
            Entry(_("Training"), "planning:trainings", "school", P.TRAINING_VIEW),
        ),
    ),
    Section(
        _("Monitoring"),
        (
            Entry(_("Indicators"), "kpi:indicators", "target-arrow", P.INDICATOR_VIEW),
            Entry(_("Weekly data"), "kpi:weekly", "pencil", P.SUBMISSION_ENTER),
            Entry(_("Collection board"), "kpi:board", "layout-grid", P.BOARD_VIEW),
            Entry(_("Data sources"), "kpi:sources", "database-import", P.SOURCE_VIEW),
            Entry(_("Deviation register"), "kpi:deviations", "alert-triangle", P.REPORT_VIEW),
            Entry(_("Monitoring reports"), "kpi:reports", "report-analytics", P.REPORT_VIEW),
            Entry(
                _("Self-assessment"), "kpi:self-assessments", "clipboard-check", P.ASSESSMENT_VIEW
            ),
        ),
    ),
    Section(
        _("Review"),
        (
            Entry(_("Reviews"), "reviews:reviews", "message-report", P.REVIEW_VIEW),
            Entry(_("Feedback"), "reviews:feedback", "message-circle", P.FEEDBACK_VIEW),
        ),
    ),
    Section(
        _("Improvement"),
        (
            Entry(
                _("Improvements"),
                "improvements:improvements",
                "trending-up",
                P.IMPROVEMENT_VIEW,
            ),
        ),
    ),
    Section(
        _("Assets"), (Entry(_("Process assets"), "processes:assets", "archive", P.ASSET_VIEW),)
    ),
    Section(
        _("Governance"),
        (
            Entry(_("Approvals"), "governance:approvals", "writing-sign", P.APPROVAL_VIEW),
            Entry(_("Delegation"), "governance:delegations", "user-check", P.DELEGATION_MAKE),
            Entry(_("Committee"), "governance:committee", "users-group", P.COMMITTEE_VIEW),
            Entry(_("Resolutions"), "governance:resolutions", "gavel", P.COMMITTEE_VIEW),
            Entry(_("Conformance"), "portal:conformance", "shield-check", P.CONFORMANCE_VIEW),
            Entry(_("Evidence packs"), "portal:packs", "package", P.PACK_ORDER),
            Entry(_("Policy issues"), "governance:issues", "help-circle", P.ISSUE_VIEW),
            Entry(_("Usage"), "portal:usage", "chart-histogram", P.USAGE_VIEW),
        ),
    ),
    Section(
        _("System"),
        (
            Entry(_("System status"), "governance:status", "heart-rate-monitor", P.SYSTEM_VIEW),
            Entry(_("People and roles"), "governance:people", "users", P.PERSON_VIEW),
            Entry(_("Assignments"), "processes:assignments", "briefcase", P.ASSIGNMENT_EDIT),
            Entry(_("Departments"), "processes:departments", "sitemap", P.ASSIGNMENT_EDIT),
            Entry(_("Projects"), "processes:projects", "package", P.ASSIGNMENT_EDIT),
            Entry(_("Settings"), "governance:settings", "adjustments", P.SYSTEM_VIEW),
            Entry(_("Approval routes"), "governance:routes", "route", P.SYSTEM_VIEW),
            Entry(_("Work calendar"), "governance:workdays", "calendar-event", P.CALENDAR_EDIT),
            Entry(_("Access tokens"), "governance:tokens", "key", P.TOKEN_ISSUE),
            Entry(_("Webhooks"), "governance:webhooks", "webhook", P.WEBHOOK_MANAGE),
            Entry(_("Group robots"), "governance:channels", "robot", P.CHANNEL_MANAGE),
            Entry(_("Dead letters"), "governance:dead-letters", "mail-x", P.MESSAGE_RESEND),
            Entry(_("Audit trail"), "governance:audit", "fingerprint", P.AUDIT_VIEW),
            Entry(_("Interface gallery"), "governance:gallery", "components", P.SYSTEM_VIEW),
        ),
    ),
)

# What the palette offers to begin, by the same words as the button on its own page.
ACTS = (
    Entry(
        _("Open an improvement"), "improvements:improvement-new", "trending-up", P.IMPROVEMENT_RAISE
    ),
    Entry(_("Register feedback"), "reviews:feedback-new", "message-circle", P.FEEDBACK_REGISTER),
    Entry(_("Raise a trigger"), "reviews:trigger-new", "message-report", P.TRIGGER_RAISE),
    Entry(_("Enter an asset"), "processes:asset-new", "archive", P.ASSET_WRITE),
    Entry(_("Plan a training"), "planning:training-new", "school", P.TRAINING_EDIT),
    Entry(_("New document"), "governance:document-new", "file-certificate", P.DOCUMENT_WRITE),
    Entry(_("New report"), "kpi:report-new", "report-analytics", P.REPORT_DRAFT),
    Entry(
        _("Plan a self-assessment"),
        "kpi:self-assessment-new",
        "clipboard-check",
        P.ASSESSMENT_RUN,
    ),
    Entry(_("Declare a source"), "kpi:source-new", "database-import", P.SOURCE_DECLARE),
    Entry(_("Open an account"), "governance:person-new", "users", P.PERSON_CREATE),
    Entry(_("Order an evidence pack"), "portal:packs", "package", P.PACK_ORDER),
    Entry(_("My training"), "planning:my-training", "school", P.TRAINING_VIEW),
    Entry(_("My account"), "governance:account", "user-cog"),
    Entry(_("Manual"), "portal:manual", "book"),
)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _here(path: str, urls: list[str]) -> str:
    """The longest address that the present path lies under; the front page only by itself."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default="")


def navigation_of(request: HttpRequest, person: Person) -> list[Group]:
    """A person sees the pages that exist and that they may open, and where they are."""
    open_to = [
        (
            section,
            [(entry, _address(entry.url_name)) for entry in section.entries if _may(person, entry)],
        )
        for section in NAVIGATION
    ]
    here = _here(request.path, [url for _section, pairs in open_to for _entry, url in pairs if url])
    groups = []
    for section, pairs in open_to:
        links = tuple(
            Link(entry.label, url, entry.icon, url == here, entry.counts, entry.url_name)
            for entry, url in pairs
            if url
        )
        if links:
            groups.append(Group(section.label, links))
    return groups


def here_of(groups: list[Group]) -> str:
    """The name of the page of the navigation that one is on or under; empty where there is none."""
    return next((link.name for group in groups for link in group.links if link.is_here), "")


def acts_of(person: Person) -> tuple[Link, ...]:
    """What a person may begin."""
    return tuple(
        Link(entry.label, url, entry.icon, is_here=False, counts=False)
        for entry in ACTS
        if _may(person, entry) and (url := _address(entry.url_name))
    )


def _may(person: Person, entry: Entry) -> bool:
    return not entry.permission or has_permission(person, entry.permission)
