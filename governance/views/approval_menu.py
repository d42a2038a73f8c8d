"""The quiet acts beside an answer: pass on, add, take off, urge, tell, withdraw (domain §6.3)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.forms.approval import AddApproverForm, CopyForm, NoteForm, PassOnForm, TakeOffForm
from governance.models import Person
from governance.permissions import Permission, has_permission
from governance.selectors.approval import wrote_or_proposed
from governance.selectors.approval_page import ApprovalPage
from governance.selectors.approval_people import people_to_ask
from governance.selectors.committee_right import leads_committee
from governance.states import ApprovalState


@dataclass(frozen=True)
class Act:
    """One act of the menu: its words, its form, or the address where it is done."""

    name: str
    label: str | Promise
    icon: str
    form: forms.Form | None = None
    help_text: str | Promise = ""
    url: str = ""
    is_open: bool = False


def act_form(name: str, page: ApprovalPage, person: Person, data: Any = None) -> forms.Form | None:
    """The form an act of the menu asks for; None where a button is enough."""
    if name == "pass-on":
        people = people_to_ask(person, but=person)
        return PassOnForm(data, people=people, tasks=page.own(person), auto_id="pass-on-%s")
    if name == "add-approver":
        people = people_to_ask(person, but=person)
        return AddApproverForm(data, people=people, tasks=page.own(person), auto_id="add-%s")
    if name == "take-off":
        tasks = page.removable(person, any_of_them=_decides_routes(person))
        return TakeOffForm(data, tasks=tasks, auto_id="take-off-%s")
    if name == "copy":
        return CopyForm(data, people=people_to_ask(person, but=person), auto_id="copy-%s")
    return NoteForm(data, auto_id="withdraw-%s") if name == "withdraw" else None


def acts_for(
    person: Person,
    page: ApprovalPage,
    on: date,
    chosen: tuple[str, forms.Form | None] | None = None,
) -> list[Act]:
    """What a person may do here on a day besides answering; the form of the one that was chosen is at hand.

    The services ask again.
    """
    name_chosen, typed = chosen or ("", None)
    may, found = _open_to(person, page, on), []
    for name, label, icon, help_text in _WORDS:
        if name == name_chosen and (typed is not None or name in may):
            form = typed or act_form(name, page, person)
            found.append(Act(name, label, icon, form, help_text, is_open=True))
        elif name in may:
            url = page.approval.url if name == "resubmit" else f"?act={name}#more"
            found.append(Act(name, label, icon, url=url))
    return found


_WORDS: tuple[tuple[str, str | Promise, str, str | Promise], ...] = (
    ("resubmit", _("Correct it and submit it again"), "pencil", ""),
    (
        "pass-on",
        _("Pass on"),
        "mail-forward",
        _("Somebody else decides in your place, for good. That it came from you stays on record."),
    ),
    (
        "add-approver",
        _("Ask somebody besides"),
        "user-plus",
        _("Their answer is asked before yours or after it; yours stays yours."),
    ),
    (
        "take-off",
        _("Take somebody off"),
        "user-check",
        _("Whoever was added and has not answered yet need not answer any more."),
    ),
    (
        "urge",
        _("Urge"),
        "bell-ringing",
        _("Everybody who has not answered yet is reminded. It stays on record."),
    ),
    (
        "copy",
        _("Tell somebody"),
        "send",
        _("They may read, without a say; you see when they have read it."),
    ),
    (
        "withdraw",
        _("Withdraw"),
        "arrow-back-up",
        _("Possible until somebody has answered, and for what was returned to you."),
    ),
)


def _decides_routes(person: Person) -> bool:
    return has_permission(person, Permission.ROUTE_EDIT)


def _may_urge(person: Person, page: ApprovalPage, on: date) -> bool:
    """Somebody else is asked, and the person is one of those who may remind them."""
    if not page.awaits_others(person):
        return False
    if has_permission(person, Permission.BOARD_REMIND) or wrote_or_proposed(page.approval, person):
        return True
    return page.is_before_committee and leads_committee(person, on)


def _open_to(person: Person, page: ApprovalPage, on: date) -> set[str]:
    case, found = page.approval, set()
    is_proposer = case.proposed_by_id == person.pk
    is_pmo = has_permission(person, Permission.BOARD_REMIND)
    if case.state == ApprovalState.OPEN:
        if page.own(person) and not page.is_before_committee:
            found |= {"pass-on", "add-approver"}
        if page.removable(person, any_of_them=_decides_routes(person)):
            found.add("take-off")
        if _may_urge(person, page, on):
            found.add("urge")
        if is_proposer and not page.has_answers:
            found.add("withdraw")
    if case.state == ApprovalState.RETURNED and is_proposer:
        found |= {"resubmit", "withdraw"}
    if is_proposer or is_pmo or page.own(person) or page.has_answered(person):
        found.add("copy")
    return found
