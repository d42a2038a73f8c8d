"""The register of items: what reviews asked for, by whom, and what became of it (R59)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from governance.lib.workflow import Step, open_from
from governance.models import Person
from governance.permissions import Permission, has_permission
from governance.selectors.calendar import local_day
from reviews.models import ReviewItem
from reviews.permissions import may_finish_item
from reviews.states import ITEM_STEPS, ItemState, ReviewState

OVERDUE = "overdue"
RUNNING = (ItemState.OPEN, ItemState.TAKEN_UP)
SORTS = {"due": "due_on", "department": "department__rank", "state": "state"}


@dataclass(frozen=True)
class ItemChoice:
    """What the reader of the register has chosen; empty means what is not finished."""

    state: str = ""
    department: str = ""
    mine: bool = False
    sort: str = ""


@dataclass(frozen=True)
class Act:
    """A button: its step, its words and its address."""

    step: Step
    label: str
    url: str


def items_in_register(person: Person, chosen: ItemChoice, *, at: datetime) -> QuerySet[ReviewItem]:
    """Items of signed reports, the earliest due first; what has ended is asked for by its state."""
    rows: QuerySet[ReviewItem] = (
        ReviewItem.objects.visible_to(person)
        .filter(review__state=ReviewState.SIGNED)
        .select_related("review", "process", "department", "responsible")
    )
    if chosen.state == OVERDUE:
        rows = rows.filter(state__in=RUNNING, due_on__lt=local_day(at))
    else:
        rows = rows.filter(state__in=[chosen.state] if chosen.state else RUNNING)
    if chosen.department:
        rows = rows.filter(department__code=chosen.department)
    if chosen.mine:
        rows = rows.filter(responsible=person)
    column = SORTS.get(chosen.sort.removeprefix("-"), "due_on")
    sign = "-" if chosen.sort.startswith("-") else ""
    return rows.order_by(f"{sign}{column}", "review__end", "position", "pk")


def item_is_late(row: ReviewItem, *, at: datetime) -> bool:
    """Late is what has not ended after its due date."""
    return row.state in RUNNING and row.due_on is not None and row.due_on < local_day(at)


def item_acts(row: ReviewItem, person: Person) -> tuple[Act, ...]:
    """The buttons of an item of a signed report; opening an improvement has a page of its own."""
    if row.review.state != ReviewState.SIGNED:
        return ()
    found = []
    for step in open_from(ITEM_STEPS, row.state):
        may = (
            may_finish_item(person, row)
            if step.name == "finish_item"
            else step.name == "explain_item" and has_permission(person, Permission.REVIEW_RUN)
        )
        if may:
            url = reverse("reviews:item-step", args=[row.pk, step.name])
            found.append(Act(step, str(step.label), url))
    return tuple(found)
