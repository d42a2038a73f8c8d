"""What people owe and are told because of an approval; every link leads straight to the decision."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import override

from governance.lib.actors import Actor
from governance.models import Approval, ApprovalStep, ApprovalTask, Obligation, Person
from governance.selectors.approval_right import deputies_today
from governance.selectors.calendar import local_day, local_moment, work_calendar
from governance.selectors.setting import setting_value
from governance.services.message import Note, tell, tell_each
from governance.services.obligation import Duty, ensure_duties, fulfil, let_fall
from governance.states import (
    DEFAULT_ROUTES,
    STILL_OWED,
    ApprovalKind,
    ObligationKind,
)

CLOSES = time(17)


def decision_url(approval: Approval) -> str:
    """The page on which a case is decided, named `governance:approval-detail`."""
    return f"/approvals/{approval.pk}/"


def in_both(say: Callable[[], str]) -> tuple[str, str]:
    """A sentence in Chinese and in English: what is stored is read by people of both languages."""
    with override("zh-hans"):
        chinese = str(say())
    with override("en"):
        return chinese, str(say())


def titled(approval: Approval, say: Callable[[], str]) -> tuple[str, str]:
    """A sentence with `%(title)s` about a case in both languages, each with the title in its own."""
    chinese, english = in_both(say)
    title_en = approval.title_en or approval.title
    return chinese % {"title": approval.title}, english % {"title": title_en}


def due_of(step: ApprovalStep, at: datetime) -> datetime:
    """17:00 of the decided workday after the step began: the route's number, else the setting's."""
    days = step.workdays if step.workdays is not None else int(setting_value("approval_workdays"))
    return local_moment(work_calendar().add_workdays(local_day(at), days), CLOSES)


def owe_decisions(
    step: ApprovalStep, tasks: Sequence[ApprovalTask], *, at: datetime, is_told: bool = True
) -> None:
    """Everybody who is asked owes the decision and is told so; a deputy owes it beside the principal.

    `is_told` is off where the caller tells of several things in one message.
    """
    if not tasks:
        return
    approval = step.approval
    title, title_en = titled(approval, lambda: _("To decide: %(title)s"))
    deputies = deputies_today([task.person for task in tasks], approval.kind, local_day(at))
    duties = [
        Duty(
            kind=ObligationKind.APPROVAL,
            clause=DEFAULT_ROUTES[ApprovalKind(approval.kind)].clause,
            subject=f"approval-task:{task.pk}",
            # A task that is asked again is owed anew.
            period=f"v{task.version}",
            title=title,
            title_en=title_en,
            url=decision_url(approval),
            opens_at=at,
            due_at=step.due_at or due_of(step, at),
            responsible=task.person,
            deputy=deputies.get(task.person_id),
            department=task.person.department,
        )
        for task in tasks
    ]
    ensure_duties(duties, at=at)
    if not is_told:
        return
    notes = []
    for task, duty in zip(tasks, duties, strict=True):
        note = Note(
            f"approval:{approval.pk}:ask:{task.pk}:{task.version}", title, title_en, url=duty.url
        )
        notes += [(note, person) for person in (duty.responsible, duty.deputy) if person]
    tell_each(notes, at=at)


def duties_of(tasks: Iterable[ApprovalTask]) -> list[Obligation]:
    """The decisions of these tasks that are still owed."""
    subjects = [f"approval-task:{task.pk}" for task in tasks]
    owed = Obligation.objects.filter(
        kind=ObligationKind.APPROVAL, subject__in=subjects, state__in=STILL_OWED
    )
    return list(owed.order_by("pk"))


def end_duty(task: ApprovalTask, *, by: Actor, at: datetime) -> None:
    """The answer fulfils what was owed."""
    for duty in duties_of([task]):
        fulfil(duty, by=by, at=at, evidence=str(task.step.approval))


def drop_duties(tasks: Sequence[ApprovalTask], *, by: Actor, at: datetime, reason: str) -> None:
    """What need not be decided any more is owed no more."""
    if tasks:
        let_fall(duties_of(tasks), by=by, at=at, reason=reason)


def tell_outcome(approval: Approval, *, by: Actor, at: datetime, note: str = "") -> None:
    """Proposer, authors and whoever was copied hear how a case stands, but not who did it themselves."""
    people = {approval.proposed_by}
    people |= {row.person for row in approval.authors.select_related("person")}
    people |= {row.person for row in approval.copies.select_related("person")}
    others = [person for person in people if person != by]
    tell_case(approval, others, "outcome", at=at, body=note)


def tell_case(
    approval: Approval, people: Iterable[Person], what: str, *, at: datetime, body: str = ""
) -> None:
    """People hear how a case stands now, in one message each."""
    chinese, english = titled(approval, lambda: f"{approval.get_state_display()}: %(title)s")
    key = f"approval:{approval.pk}:{what}:{approval.version}"
    tell(Note(key, chinese, english, body=body, url=decision_url(approval)), people, at=at)


def tell_void(approval: Approval, people: Iterable[Person], *, at: datetime) -> None:
    """Whoever answered to an earlier text hears that the answer counts no more, and why."""
    chinese, english = titled(
        approval, lambda: _("The text has changed, so your answer is void: %(title)s")
    )
    key = f"approval:{approval.pk}:void:{approval.content_sha256[:12]}:{at.isoformat()}"
    tell(Note(key, chinese, english, url=decision_url(approval)), people, at=at)
