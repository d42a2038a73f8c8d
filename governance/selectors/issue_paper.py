"""修订建议表: what the register proposes for the next version of the policy, as list and as printed record (domain §2)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.bilingual import is_english, listed, said
from governance.models import Document, Paper, PolicyIssue
from governance.selectors.committee_papers import PaperOffer, papers_offered
from governance.selectors.ruling import by_issue, resolutions_named
from governance.selectors.setting import decided_settings
from governance.states import SETTINGS, IssueState

NAME, JOB = "issues", "print_issues"
LANGUAGE_TAGS = {"zh-hans": "zh-CN", "en": "en"}


@dataclass(frozen=True)
class IssueLine:
    """An issue with what was ruled, what that decided, and what is proposed for the policy."""

    issue: PolicyIssue
    settings: str
    resolutions: str
    proposal: str


def policy_document() -> Document | None:
    """The framework policy in the register of documents, whose next version is proposed for."""
    return Document.objects.filter(code="policy").first()


def issue_lines(issues: Iterable[PolicyIssue]) -> list[IssueLine]:
    """The lines of the table; three questions, however many issues."""
    rows = list(issues)
    settings = by_issue(decided_settings())
    named = resolutions_named(None, " ".join(row.ruling for row in rows))
    return [
        IssueLine(
            row,
            listed(
                f"{line.kind.label}: {line.value}"
                for line in settings.get(row.code, ())
                if line.row
            ),
            listed(each.number for each in named if each.number in row.ruling),
            proposal_of(row.state, row.ruling, said(row, "treatment")),
        )
        for row in rows
    ]


def proposal_of(state: str, ruling: str, treatment: str) -> str:
    """What the next version should say: the ruling where there is one, else the interim treatment, offered as such."""
    if state == IssueState.RULED:
        return ruling
    if state == IssueState.DISMISSED:
        return _("No change of the policy.")
    return _("To be ruled; meanwhile as treated: %(treatment)s") % {"treatment": treatment}


def issues_content(issues: Iterable[PolicyIssue], policy: Document | None) -> dict[str, Any]:
    """The register as it is printed, in both languages, so that the paper needs nothing but this."""
    rows, decided = list(issues), decided_settings()
    settings = by_issue(decided)
    named = resolutions_named(None, " ".join(row.ruling for row in rows))
    company = next(line.row for line in decided if line.kind.key == "company_name")
    return {
        "company": company.value if company else "",
        "policy": {
            "number": policy.number if policy else "",
            "title": policy.title if policy else "",
            "title_en": policy.title_en if policy else "",
        },
        "issues": [
            {
                "code": row.code,
                "clause": row.clause,
                "kind": row.kind,
                "weight": row.weight,
                "title": row.title,
                "title_en": row.title_en,
                "description": row.description,
                "description_en": row.description_en,
                "treatment": row.treatment,
                "treatment_en": row.treatment_en,
                "state": row.state,
                "ruling": row.ruling,
                "ruled_by": row.ruled_by,
                "ruled_at": row.ruled_at.isoformat() if row.ruled_at else "",
                "fixed_in_version": row.fixed_in_version,
                "resolutions": [each.number for each in named if each.number in row.ruling],
                "settings": [
                    {"key": line.kind.key, "value": line.value}
                    for line in settings.get(row.code, ())
                    if line.row
                ],
            }
            for row in rows
        ],
    }


def content_sha256(content: dict[str, Any]) -> str:
    """The hash of a content, over its canonical JSON."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def papers_of_issues(issues: Iterable[PolicyIssue]) -> list[PaperOffer]:
    """The four papers of the register as it stands; nothing before the policy is in the register of documents."""
    policy = policy_document()
    if policy is None:
        return []
    return papers_offered(policy, NAME, content_sha256(issues_content(issues, policy)))


@dataclass(frozen=True)
class Section:
    """The issues of one state as a chapter."""

    code: str
    title: str
    lead: str
    issues: list[dict[str, Any]]


@dataclass(frozen=True)
class IssueSheet:
    """The printed table before it is laid out."""

    title: str
    subtitle: str
    number: str
    company: str
    created: str
    issued: str
    sha256: str
    language_tag: str
    cover_facts: list[tuple[str, str]]
    overview: list[dict[str, str]]
    sections: list[Section]

    @property
    def heading(self) -> str:
        """What stands above every page."""
        return f"{self.title} · {self.subtitle}"

    @property
    def contents(self) -> list[Section]:
        """The chapters in their order."""
        return self.sections

    @property
    def page_words(self) -> list[str]:
        """The words around the two numbers of a page."""
        return (_("Page %(page)s of %(pages)s") % {"page": "|", "pages": "|"}).split("|")


def issue_sheet(content: dict[str, Any], paper: Paper) -> IssueSheet:
    """The table of a frozen content in the active language."""
    lines = [_line(each) for each in content["issues"]]
    day = timezone.localtime(paper.requested_at).date().isoformat()
    policy = content["policy"]
    counts = {state: sum(line["state"] == state for line in lines) for state in IssueState.values}
    return IssueSheet(
        title=_("Proposals for revising the policy"),
        subtitle=(policy["title_en"] if is_english() else "") or policy["title"],
        number=policy["number"] or _("policy"),
        company=content["company"],
        created=paper.requested_at.isoformat(),
        issued=_("As of %(day)s") % {"day": day},
        sha256=paper.source_sha256,
        language_tag=LANGUAGE_TAGS[paper.language],
        cover_facts=[
            (str(_("Number of the policy")), policy["number"] or "—"),
            (str(_("Issues in the register")), str(len(lines))),
            *((str(IssueState(state).label), str(count)) for state, count in counts.items()),
            (str(_("As of")), day),
        ],
        overview=lines,
        sections=[
            Section(code, title, lead, found)
            for code, title, lead in _chapters()
            if (found := [line for line in lines if line["state"] == code])
        ],
    )


def _chapters() -> list[tuple[str, str, str]]:
    return [
        (
            IssueState.RULED.value,
            _("Ruled: to be written into the policy"),
            _(
                "These rulings are in force now and are proposed as the wording of the next version."
            ),
        ),
        (
            IssueState.OPEN.value,
            _("Awaiting ruling: treated for the time being"),
            _("The system follows the interim treatment; the next version should decide it."),
        ),
        (
            IssueState.DISMISSED.value,
            _("Left as it is"),
            _("Looked at, and no change of the policy is proposed."),
        ),
    ]


def _line(each: dict[str, Any]) -> dict[str, Any]:
    words = {
        field: (each[f"{field}_en"] if is_english() else "") or each[field]
        for field in ("title", "description", "treatment")
    }
    return {
        **each,
        **words,
        "clause": clause_in_words(each["clause"]),
        "kind": str(PolicyIssue.Kind(each["kind"]).label),
        "weight": str(PolicyIssue.Weight(each["weight"]).label),
        "standing": str(IssueState(each["state"]).label),
        "when": _moment(each["ruled_at"]),
        "by_resolution": listed(each["resolutions"]),
        "decided": [
            (SETTINGS[line["key"]].label, line["value"])
            for line in each["settings"]
            if line["key"] in SETTINGS
        ],
        "proposal": proposal_of(each["state"], each["ruling"], words["treatment"]),
    }


def clause_in_words(clause: str) -> str:
    """A clause by its number, and what stands before the first one by its name."""
    words = {"cover": _("cover"), "history": _("version history"), "contents": _("contents")}
    return str(words.get(clause, clause))


def _moment(text: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}" if text else ""
