"""Checklists are written by the PMO as a draft, put in force, and from then on stand as they are (R66, G39)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from governance.lib.history import create_tracked, delete_tracked, save_tracked
from governance.lib.workflow import Refused, WrongState, demand_reason, demand_seen, find_step
from governance.models import Clause, Person, Requirement
from governance.permissions import Permission, demand
from governance.services.audit import Change, hold_the_chain, record
from governance.services.transition import advance
from kpi.models import Checklist, ChecklistItem
from kpi.selectors.checklist import checklist_in_force, requirement_texts
from kpi.states import CHECKLIST_STEPS, ChecklistState
from processes.models import Process

MOST_ITEMS = 500


class CannotWriteChecklist(Refused):
    """There is a draft already, nothing to begin with, or the item says nothing."""


@dataclass(frozen=True)
class ItemText:
    """One item before it is a row."""

    text: str
    text_en: str = ""
    clause_label: str = ""
    clause: Clause | None = None
    process: Process | None = None
    standard_clause: str = ""
    hint: str = ""
    requirement: Requirement | None = None


def draft_checklist(
    title: str, items: Iterable[ItemText] = (), *, note: str = "", by: Person, at: datetime
) -> Checklist:
    """The PMO begins the next version; there is one draft at a time. Raises `CannotWriteChecklist`."""
    demand(by, Permission.ASSESSMENT_RUN)
    if not title.strip():
        raise CannotWriteChecklist(_("A checklist has a title."))
    with transaction.atomic():
        hold_the_chain()
        if Checklist.objects.filter(state=ChecklistState.DRAFT).exists():
            raise CannotWriteChecklist(
                _("There is a draft already; put it in force or drop it first.")
            )
        last = Checklist.objects.aggregate(last=Max("number"))["last"] or 0
        row = Checklist(
            number=last + 1,
            title=title.strip()[:120],
            change_note=note.strip()[:300],
            written_by=by,
            written_at=at,
        )
        save_tracked(row, by=by, at=at, reason="kpi.draft_checklist")
        count = _add_all(row, list(items), by=by, at=at)
        told = Change(after={"number": row.number, "title": row.title, "items": count})
        record("kpi.draft_checklist", by=by, at=at, obj=row, change=told)
    return row


def items_of_requirements() -> list[ItemText]:
    """One item per requirement, in our own words, with its clause and the process it speaks of."""
    return [
        ItemText(
            text=row.summary,
            text_en=row.summary_en,
            clause_label=row.clause_label[:20],
            clause=row.clause,
            process=process,
            requirement=row,
        )
        for row, process in requirement_texts()
    ]


def draft_from_requirements(title: str, *, by: Person, at: datetime) -> Checklist:
    """A draft with one item per requirement read out of the policy (R1–R66), for the PMO to edit; nothing of it is in force."""
    items = items_of_requirements()
    if not items:
        raise CannotWriteChecklist(_("The requirements of the policy are not loaded."))
    return draft_checklist(title, items, by=by, at=at)


def revise_checklist(*, note: str, by: Person, at: datetime) -> Checklist:
    """The next version begins with the items of the one in force, and says why it is made."""
    demand_reason(note)
    current = checklist_in_force()
    if current is None:
        raise CannotWriteChecklist(_("No checklist is in force."))
    rows = current.items.select_related("clause", "process", "requirement").order_by("position")
    items = [
        ItemText(
            row.text,
            row.text_en,
            row.clause_label,
            row.clause,
            row.process,
            row.standard_clause,
            row.hint,
            row.requirement,
        )
        for row in rows
    ]
    return draft_checklist(current.title, items, note=note, by=by, at=at)


def replace_items(
    checklist: Checklist, items: Sequence[ItemText], *, by: Person, at: datetime
) -> Checklist:
    """A file that is read in takes the place of all items of the draft."""
    demand(by, Permission.ASSESSMENT_RUN)
    with transaction.atomic():
        hold_the_chain()
        row = _draft(checklist)
        before = row.items.count()
        for each in row.items.all():
            delete_tracked(each, by=by, at=at, reason="kpi.replace_items")
        count = _add_all(row, items, by=by, at=at)
        if not count:
            raise CannotWriteChecklist(_("The file has no item."))
        _moved_on(row, by=by, at=at)
        change = Change({"items": before}, {"items": count})
        record("kpi.replace_items", by=by, at=at, obj=row, change=change)
    return row


def add_checklist_item(
    checklist: Checklist, item: ItemText, *, by: Person, at: datetime
) -> ChecklistItem:
    """An item is added at the end of the draft."""
    demand(by, Permission.ASSESSMENT_RUN)
    with transaction.atomic():
        hold_the_chain()
        row = _draft(checklist)
        last = row.items.aggregate(last=Max("position"))["last"] or 0
        if row.items.count() >= MOST_ITEMS:
            raise CannotWriteChecklist(_too_many())
        found = ChecklistItem(checklist=row, position=last + 1)
        _fill(found, item)
        save_tracked(found, by=by, at=at, reason="kpi.add_checklist_item")
        _moved_on(row, by=by, at=at)
        change = Change(after=_told(found))
        record("kpi.add_checklist_item", by=by, at=at, obj=row, change=change)
    return found


def change_checklist_item(
    item: ChecklistItem, text: ItemText, *, seen: int, by: Person, at: datetime
) -> ChecklistItem:
    """Until it is in force an item can be put otherwise; nobody overwrites what they have not seen."""
    demand(by, Permission.ASSESSMENT_RUN)
    with transaction.atomic():
        hold_the_chain()
        found: ChecklistItem = ChecklistItem.objects.select_related("checklist").get(pk=item.pk)
        row = _draft(found.checklist)
        demand_seen(row, seen)
        before = _told(found)
        _fill(found, text)
        save_tracked(found, by=by, at=at, reason="kpi.change_checklist_item")
        _moved_on(row, by=by, at=at)
        change = Change(before, _told(found))
        record("kpi.change_checklist_item", by=by, at=at, obj=row, change=change)
    return found


def move_checklist_item(
    item: ChecklistItem, *, is_up: bool, by: Person, at: datetime
) -> ChecklistItem:
    """An item changes places with its neighbour; at the end of the list nothing happens."""
    demand(by, Permission.ASSESSMENT_RUN)
    with transaction.atomic():
        hold_the_chain()
        found: ChecklistItem = ChecklistItem.objects.select_related("checklist").get(pk=item.pk)
        row = _draft(found.checklist)
        rows = row.items.exclude(pk=found.pk)
        near = (
            rows.filter(position__lt=found.position).order_by("-position")
            if is_up
            else rows.filter(position__gt=found.position).order_by("position")
        ).first()
        if near is None:
            return found
        mine, other = found.position, near.position
        # Two rows never hold one place, so the first waits at none.
        for each, place in ((found, 0), (near, mine), (found, other)):
            each.position = place
            reason = "kpi.move_checklist_item"
            save_tracked(each, by=by, at=at, reason=reason, fields=["position"])
        _moved_on(row, by=by, at=at)
        change = Change({"position": mine}, {"position": other}, label=found.text[:120])
        record("kpi.move_checklist_item", by=by, at=at, obj=row, change=change)
    return found


def remove_checklist_item(item: ChecklistItem, *, by: Person, at: datetime) -> Checklist:
    """An item leaves the draft; its history and the trail keep it."""
    demand(by, Permission.ASSESSMENT_RUN)
    with transaction.atomic():
        hold_the_chain()
        found: ChecklistItem = ChecklistItem.objects.select_related("checklist").get(pk=item.pk)
        row = _draft(found.checklist)
        told = _told(found)
        delete_tracked(found, by=by, at=at, reason="kpi.remove_checklist_item")
        _moved_on(row, by=by, at=at)
        record("kpi.remove_checklist_item", by=by, at=at, obj=row, change=Change(before=told))
    return row


def enforce_checklist(checklist: Checklist, *, by: Person, at: datetime) -> Checklist:
    """The draft is put in force, supersedes the version before, and its items never change again.

    Assessments that are under way keep the version they began with. Raises `CannotWriteChecklist`.
    """
    demand(by, Permission.ASSESSMENT_RUN)
    with transaction.atomic():
        hold_the_chain()
        row = _draft(checklist)
        items = list(row.items.order_by("position"))
        if not items:
            raise CannotWriteChecklist(_("A checklist without an item cannot be put in force."))
        for place, each in enumerate(items, 1):
            if each.position != place:
                each.position = place
                reason = "kpi.enforce_checklist"
                save_tracked(each, by=by, at=at, reason=reason, fields=["position"])
        before = checklist_in_force()
        if before is not None:
            advance(before, find_step(CHECKLIST_STEPS, "supersede_checklist"), by=by, at=at)
        told = {"enforced_by": by, "enforced_at": at}
        return advance(
            row, find_step(CHECKLIST_STEPS, "enforce_checklist"), by=by, at=at, changes=told
        )


def drop_checklist(checklist: Checklist, *, note: str, by: Person, at: datetime) -> Checklist:
    """A draft that is not wanted is dropped with a reason; it stays to be read by the PMO."""
    demand(by, Permission.ASSESSMENT_RUN)
    with transaction.atomic():
        hold_the_chain()
        row: Checklist = Checklist.objects.get(pk=checklist.pk)
        return advance(row, find_step(CHECKLIST_STEPS, "drop_checklist"), by=by, at=at, note=note)


def _draft(checklist: Checklist) -> Checklist:
    row: Checklist = Checklist.objects.get(pk=checklist.pk)
    if row.state != ChecklistState.DRAFT:
        raise WrongState(
            _("The checklist is “%(state)s”; its items stand as they are. Begin the next version.")
            % {"state": row.get_state_display()}
        )
    return row


def _add_all(row: Checklist, items: Sequence[ItemText], *, by: Person, at: datetime) -> int:
    if len(items) > MOST_ITEMS:
        raise CannotWriteChecklist(_too_many())
    rows = [ChecklistItem(checklist=row, position=place) for place in range(1, len(items) + 1)]
    for found, each in zip(rows, items, strict=True):
        _fill(found, each)
    create_tracked(rows, by=by, at=at, reason="kpi.draft_checklist")
    return len(items)


def _too_many() -> str:
    return _("A checklist has at most %(most)s items.") % {"most": MOST_ITEMS}


def _fill(row: ChecklistItem, item: ItemText) -> None:
    if not item.text.strip():
        raise CannotWriteChecklist(_("An item says what is looked at."))
    row.text, row.text_en = item.text.strip()[:500], item.text_en.strip()[:500]
    row.clause, row.process = item.clause, item.process
    row.clause_label = item.clause_label.strip()[:20] or (item.clause.number if item.clause else "")
    row.standard_clause, row.hint = item.standard_clause.strip()[:60], item.hint.strip()[:500]
    if item.requirement is not None:
        row.requirement = item.requirement


def _moved_on(row: Checklist, *, by: Person, at: datetime) -> None:
    row.version += 1
    save_tracked(row, by=by, at=at, reason="kpi.write_checklist", fields=["version"])


def _told(row: ChecklistItem) -> dict[str, Any]:
    return {
        "position": row.position,
        "clause": row.clause_label,
        "process": row.process.code if row.process else "",
        "standard_clause": row.standard_clause,
        "text": row.text,
    }
