"""The report of a review as plain data, what stands in the way of its signature, and its hash (domain §5.1, R59)."""

import hashlib
import json
from typing import Any

from django.utils.translation import gettext as _

from governance.lib.bilingual import listed
from governance.models import Person
from governance.selectors.calendar import local_day
from governance.selectors.setting import setting_value
from reviews.models import Review, ReviewInput, ReviewItem
from reviews.selectors.attendance import attendances_of
from reviews.selectors.facts import item_facts
from reviews.states import InputKind

CONCLUSIONS = ("suitability", "adequacy", "effectiveness")


def missing_for_signature(review: Review, items: list[ReviewItem]) -> list[str]:
    """Problems, direction, the three conclusions, and items that are whole, or “none” with a reason (R57, R59).

    The policy asks of each item its department; who does it, until when and how that is verified are asked
    too, because without them it is owed by nobody (domain §5.1).
    """
    checks = [
        (review.problems, _("the problems")),
        (review.directions, _("the direction of improvement")),
        (review.suitability, _("the conclusion on suitability")),
        (review.adequacy, _("the conclusion on adequacy")),
        (review.effectiveness, _("the conclusion on effectiveness")),
    ]
    missing = [words for text, words in checks if not text.strip()]
    missing += [
        _("item %(number)s: %(what)s") % {"number": item.position, "what": listed(wanting)}
        for item in items
        if (wanting := missing_of_item(item))
    ]
    reason = review.no_items_reason.strip()
    if not items and not reason:
        missing.append(_("an item of improvement, or “no items” with a reason"))
    if items and reason:
        missing.append(_("a choice: there are items, and “no items” is stated"))
    return missing


def missing_of_item(item: ReviewItem) -> list[str]:
    """What an item lacks before the report can be issued."""
    checks = [
        (item.department_id, _("responsible department")),
        (item.responsible_id, _("responsible person")),
        (item.due_on, _("due date")),
        (item.verification.strip(), _("how it is verified")),
    ]
    return [words for given, words in checks if not given]


def items_of(review: Review) -> list[ReviewItem]:
    """The items in their order."""
    rows = ReviewItem.objects.filter(review=review)
    return list(
        rows.select_related("review", "process", "department", "responsible").order_by("position")
    )


def report_content(review: Review, *, number: str, signer: Person, at: Any) -> dict[str, Any]:
    """Everything the report says, as it is frozen with the signature; nothing in it moves afterwards."""
    people = Person.objects.in_bulk(review.authors)
    trigger = review.trigger
    return {
        "number": number,
        "company": str(setting_value("company_name")),
        "kind": review.kind,
        "period": review.period,
        "start": review.start.isoformat(),
        "end": review.end.isoformat(),
        "title": review.title,
        "place": review.place,
        "began_at": _moment(review.began_at),
        "ended_at": _moment(review.ended_at),
        "chair": review.chaired_by.name if review.chaired_by else "",
        "minutes": review.minuted_by.name if review.minuted_by else "",
        "trigger": {
            "kind": trigger.kind,
            "happened_at": _moment(trigger.happened_at),
            "evidence": trigger.evidence,
        }
        if trigger
        else None,
        "attendance": [
            {
                "name": row.person.name,
                "department": row.department.name if row.department else "",
                "department_en": row.department.name_en if row.department else "",
                "attendance": row.attendance,
                "reason": row.reason,
            }
            for row in attendances_of(review)
        ],
        "inputs": [
            {
                "kind": row.kind,
                "content": row.content,
                "discussion": row.discussion,
                "frozen_at": _moment(row.frozen_at),
            }
            for row in inputs_of(review)
        ],
        "problems": review.problems,
        "directions": review.directions,
        **{name: getattr(review, name) for name in CONCLUSIONS},
        "decisions": review.decisions,
        "items": [item_facts(row, on=local_day(at)) for row in items_of(review)],
        "no_items_reason": review.no_items_reason,
        "authors": [people[key].name for key in review.authors if key in people],
        "signed_by": signer.name,
        "signed_at": at.isoformat(),
    }


def inputs_of(review: Review) -> list[ReviewInput]:
    """The frozen inputs in the order of the table."""
    order = [str(kind) for kind in InputKind]
    rows = ReviewInput.objects.filter(review=review)
    return sorted(rows, key=lambda row: order.index(row.kind))


def sha256_of_content(content: dict[str, Any]) -> str:
    """The hash of a report: of its data in one order, so that it can be recomputed from what is stored."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(at: Any) -> str:
    return at.isoformat() if at else ""
