"""Minutes and resolutions on paper: what is printed, in the reader's language, from frozen content alone (domain §5.1, §5.2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from governance.models import Meeting, Resolution
from governance.selectors.resolution import tally_in_words
from governance.selectors.setting import setting_value
from governance.states import ApprovalKind, Attendance, Outcome, Seat

LANGUAGE_TAGS = {"zh-hans": "zh-CN", "en": "en"}
MINUTES, RESOLUTION = "minutes", "resolution"


@dataclass(frozen=True)
class Sheet:
    """One paper before it is laid out: its heads, the template of its body and what that is given."""

    title: str
    number: str
    author: str
    created: str
    sha256: str
    template: str
    context: dict[str, Any]

    @property
    def page_words(self) -> list[str]:
        """The words around the two numbers of a page."""
        return (_("Page %(page)s of %(pages)s") % {"page": "|", "pages": "|"}).split("|")


def minutes_sheet(meeting: Meeting) -> Sheet:
    """The minutes of a closed session, out of the content its chair signed."""
    content = meeting.content
    context = {
        "content": content,
        "sha256": meeting.content_sha256,
        "when": _span(content["began_at"], content["ended_at"]),
        "signed_on": _day(content["ended_at"]),
        "lists": [
            (label, _people(content[key]))
            for key, label in (
                (Attendance.PRESENT.value, _("Present")),
                (Attendance.IN_ATTENDANCE.value, _("In attendance, without a vote")),
                (Attendance.ABSENT.value, _("Absent")),
            )
        ],
        "items": [_item(each) for each in content["items"]],
        "tasks": [
            {**task, "of": each["position"], "kind": _kind_of_task(task["kind"])}
            for each in content["items"]
            for task in each["tasks"]
        ],
        "decisions": [
            {
                "of": each["position"],
                "title": _said(each, "title"),
                "number": each["resolution"]["number"],
                "outcome": Outcome(each["resolution"]["outcome"]).label,
            }
            for each in content["items"]
            if each["resolution"]
        ],
    }
    return Sheet(
        title=_("Minutes · %(title)s") % {"title": content["title"]},
        number=content["number"],
        author=content["company"] or content["minuted_by"],
        created=content["ended_at"],
        sha256=meeting.content_sha256,
        template="governance/_minutes_pdf.html",
        context=context,
    )


def resolution_content(resolution: Resolution) -> dict[str, Any]:
    """What a resolution says for ever: the row itself and its conditions as they were decided, not how they stand."""
    approval, meeting = resolution.approval, resolution.meeting
    return {
        "number": resolution.number,
        "title": resolution.title,
        "title_en": resolution.title_en,
        "kind": approval.kind if approval else "",
        "proposed_by": approval.proposed_by.name if approval else "",
        "meeting": {"number": meeting.number, "title": meeting.title} if meeting else None,
        "outcome": resolution.outcome,
        "text": resolution.text,
        "tally": resolution.tally,
        "dissent": resolution.dissent,
        "content_sha256": resolution.content_sha256,
        "closed_by": resolution.closed_by.name,
        "closed_at": resolution.closed_at.isoformat(),
        "conditions": [
            {
                "position": row.position,
                "text": row.text,
                "responsible": row.responsible.name,
                "due_on": row.due_on.isoformat(),
            }
            for row in sorted(resolution.conditions.all(), key=lambda row: row.position)
        ],
    }


def resolution_sheet(content: dict[str, Any], sha256: str) -> Sheet:
    """A resolution of the committee with its count, its arithmetic, dissent and conditions."""
    context = {
        "content": content,
        "sha256": sha256,
        "decided": _said(content, "title"),
        "kind": ApprovalKind(content["kind"]).label if content["kind"] else "",
        "outcome": Outcome(content["outcome"]).label,
        "when": _moment(content["closed_at"]),
        "tallied": tally_in_words(content["tally"]),
    }
    company = setting_value("company_name")
    return Sheet(
        title=_("Resolution of the process management committee"),
        number=content["number"],
        author=company or content["closed_by"],
        created=content["closed_at"],
        sha256=sha256,
        template="governance/_resolution_pdf.html",
        context={**context, "company": company},
    )


def _item(each: dict[str, Any]) -> dict[str, Any]:
    resolution = each["resolution"]
    return {
        **each,
        "title": _said(each, "title"),
        "outcome": Outcome(resolution["outcome"]).label if resolution else "",
        "tallied": tally_in_words(resolution["tally"]) if resolution else None,
    }


def _people(rows: list[dict[str, str]]) -> str:
    return _(", ").join(_person(row) for row in rows)


def _person(row: dict[str, str]) -> str:
    facts = [_said(row, "department")]
    if row["seat"]:
        facts.insert(0, str(Seat(row["seat"]).label))
    if row["acts_for"]:
        facts.append(_("for %(name)s") % {"name": row["acts_for"]})
    if row["reason"]:
        facts.append(row["reason"])
    told = _(", ").join(filter(None, facts))
    return _("%(name)s (%(facts)s)") % {"name": row["name"], "facts": told} if told else row["name"]


def _kind_of_task(kind: str) -> str:
    return _("condition") if kind == "condition" else _("action")


def _said(row: dict[str, Any], field: str) -> str:
    english = row.get(f"{field}_en", "") if (get_language() or "").startswith("en") else ""
    found: str = english or row[field]
    return found


def _span(began: str, ended: str) -> str:
    return (
        f"{_moment(began)} – {_moment(ended)[-5:]}"
        if began[:10] == ended[:10]
        else (f"{_moment(began)} – {_moment(ended)}")
    )


def _moment(text: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(text)):%Y-%m-%d %H:%M}"


def _day(text: str) -> str:
    return timezone.localtime(datetime.fromisoformat(text)).date().isoformat()
