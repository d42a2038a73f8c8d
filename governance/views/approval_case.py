"""The decision page as it is put together: for whoever looks, with what they may do now (design §3)."""

from dataclasses import dataclass
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_update
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from governance.forms.approval import SHORT, VoteForm, needs_reason
from governance.models import Approval, ApprovalTask, Delegation, Person
from governance.selectors.approval_list import Desk
from governance.selectors.approval_page import ApprovalPage, approval_page, why_barred
from governance.selectors.approval_tally import open_meeting_about, tally_page
from governance.selectors.calendar import local_day
from governance.selectors.resolution_shown import resolution_shown
from governance.services.approval_copy import note_copy_read
from governance.services.approval_vote import ballots_open
from governance.states import ApprovalState
from governance.views.approval_box import CloseForms, close_box
from governance.views.approval_menu import acts_for


@dataclass(frozen=True)
class Answer:
    """What the answer box shows; without a form the person is not asked now."""

    form: VoteForm | None
    tasks: list[dict[str, Any]]
    choices: list[dict[str, Any]]
    deputising: list[Delegation]


# The printed text of the case is shown in a frame; no other page of the product has one.
@csp_update({"frame-src": [SELF]})
def case_page(
    request: HttpRequest,
    case: Approval,
    desk: Desk,
    *,
    answer: VoteForm | None = None,
    closing: CloseForms | None = None,
    act: tuple[str, forms.Form | None] | None = None,
) -> HttpResponse:
    """The page; or the page again (422) with what was typed and the sentence that refuses it."""
    page = approval_page(case, desk)
    meeting = open_meeting_about(case) if page.is_before_committee else None
    tally = tally_page(page, local_day(desk.at), meeting)
    context = {
        "approval": case,
        "page": page,
        "told": _told(desk, page, answer),
        "answer": _answer(desk, page, answer),
        "tally": tally,
        "resolution": resolution_shown(case) if page.has_been_voted else None,
        "close": close_box(request.user, page, tally, meeting, closing),
        "acts": acts_for(request.user, page, local_day(desk.at), act),
    }
    is_refused = answer is not None or closing is not None or bool(act and act[1])
    if any(copy.person_id == desk.person.pk and copy.read_at is None for copy in page.copies):
        # The receipt is written as the page is handed out; the page itself still says “unread”.
        note_copy_read(case, by=desk.person, at=desk.at)
    status = 422 if is_refused else 200
    return render(request, "governance/approval_detail.html", context, status=status)


def _answer(desk: Desk, page: ApprovalPage, form: VoteForm | None) -> Answer:
    """The box for the answer: whom it is for, what can be answered, what was typed before."""
    if not page.tasks:
        return Answer(None, [], [], [])
    form, person = form or VoteForm(), desk.person
    chosen, task = form["ballot"].value(), str(form["task"].value() or "")
    principals = {each.person_id for each in page.tasks if each.person_id != person.pk}
    return Answer(
        form=form,
        tasks=[
            {
                "task": each,
                "words": _for_whom(each, person),
                "is_for_another": each.person_id != person.pk,
                "is_chosen": str(each.pk) == task,
            }
            for each in page.tasks
        ],
        choices=[
            {
                "value": ballot.value,
                "label": SHORT[ballot],
                "is_chosen": ballot.value == chosen,
                "needs_reason": needs_reason(ballot),
            }
            for ballot in ballots_open(page.tasks[0].step)
        ],
        deputising=[row for row in desk.delegations if row.principal_id in principals],
    )


def _for_whom(task: ApprovalTask, person: Person) -> str:
    if task.person_id == person.pk:
        return _("myself")
    return _("%(name)s, as deputy") % {"name": task.person.name}


def _told_of_answer(page: ApprovalPage, answer: VoteForm) -> list[tuple[str, str, str]]:
    """An answer that was not taken: why, and with what was typed where no box is left to hold it."""
    if not page.tasks:
        why = " ".join(answer.non_field_errors()) or _("You are no longer asked here.")
        typed = str(answer["reason"].value() or "")
        return [("warn", why, _("You had typed: %(text)s") % {"text": typed} if typed else "")]
    if answer.data.get("seen") == page.approval.content_sha256:
        return []
    return [
        (
            "warn",
            _("The text has changed since you opened this page"),
            _("Below stands the new text. What you typed is still there; read again, then answer."),
        )
    ]


def _told(desk: Desk, page: ApprovalPage, answer: VoteForm | None) -> list[tuple[str, str, str]]:
    """What a reader must know before anything else, each as tone, title and sentence."""
    case, person, told = page.approval, desk.person, []
    why = why_barred(page, person, local_day(desk.at))
    if answer is not None:
        told += _told_of_answer(page, answer)
    if page.voided and case.state == ApprovalState.OPEN:
        told.append(
            (
                "info",
                _("The text was changed while it was being decided"),
                _("Answers to the earlier text are void; they stand below, struck through."),
            )
        )
    if why:
        told.append(("info", _("You are recused here by rule"), why))
    if case.state == ApprovalState.RETURNED and case.proposed_by_id == person.pk:
        told.append(
            (
                "warn",
                _("Returned to you for correction"),
                _("Correct it on its own page and submit it again from there."),
            )
        )
    return told
