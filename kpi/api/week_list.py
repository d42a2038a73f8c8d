"""Several weeks in one request: all of them or none, and every fault in every one of them named (R11)."""

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from governance.lib.rest_error import sentences
from governance.lib.strict_json import shown
from governance.lib.workflow import Refused
from governance.services.idempotency import Answer
from kpi.api.week import take_week

# A year of one process with its 53rd week.
MOST_WEEKS = 53
PLACE = ("process", "department", "project", "week")


class CannotTakeInAll(Refused):
    """Some of the weeks stand in the way; `facts` says which and why, nothing was kept."""

    def __init__(self, refusals):
        first = next(iter(refusals.values()))
        super().__init__(_("Nothing was stored; see which weeks stand in the way."))
        self.code = getattr(first, "code", Refused.code)
        self.facts = {
            "fields": {f"items[{index}]": [str(each)] for index, each in refusals.items()},
            "items": [
                {
                    "index": index,
                    "code": getattr(each, "code", Refused.code),
                    "message": str(each),
                    **getattr(each, "facts", {}),
                }
                for index, each in refusals.items()
            ],
        }


def take_weeks(request, body):
    """Each week is tried, so that every fault is named; with a single fault none of them is kept.

    The caller holds the transaction that a raised refusal undoes.
    """
    kept, problems, refusals = [], {}, {}
    for index, item in enumerate(items_of(body)):
        try:
            # A savepoint, so that what one week leaves behind does not blind the check of the next.
            with transaction.atomic():
                kept.append(take_week(request, item))
        except ValidationError as fault:
            problems |= sentences(fault.detail, f"items[{index}]")
        except Refused as refusal:
            refusals[index] = refusal
    if problems:
        problems |= {f"items[{index}]": [str(each)] for index, each in refusals.items()}
        raise ValidationError(problems)
    if refusals:
        raise CannotTakeInAll(refusals)
    told = [{"status": answer.status, "submission": answer.body} for answer in kept]
    return Answer(201, {"items": told})


def items_of(body):
    """The weeks of a request: a list of bounded length, in which no week of a place occurs twice."""
    unknown = [name for name in body if name != "items"]
    if unknown:
        sentence = _("This field is not known here, or cannot be set.")
        raise ValidationError({shown(name): [sentence] for name in unknown})
    items = body["items"]
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_WEEKS:
        sentence = _("Send a list of 1 to %(most)s weeks.")
        raise ValidationError({"items": [sentence % {"most": MOST_WEEKS}]})
    seen, problems = {}, {}
    for index, item in enumerate(items):
        place = str([item.get(name) for name in PLACE]) if isinstance(item, dict) else index
        if place in seen:
            sentence = _("The same week stands in items[%(first)s] already.")
            problems[f"items[{index}]"] = [sentence % {"first": seen[place]}]
        seen.setdefault(place, index)
    if problems:
        raise ValidationError(problems)
    return items
