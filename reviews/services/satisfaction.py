"""Surveys and complaints become numbers of indicators, where a second person of the PMO lets them (R54, G16, G24)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.history import save_tracked
from governance.lib.workflow import NotAllowed, Refused, demand_reason
from governance.models import Person
from governance.permissions import Permission, demand
from governance.selectors.calendar import local_day
from governance.services.audit import Change, hold_the_chain, record
from kpi.models import Indicator, Measure
from kpi.selectors.restatement import issued_figures, restatements_between
from kpi.services.rollup import Refreshed
from kpi.services.system_count import keep_counts
from reviews.models import ComplaintCount, Survey
from reviews.selectors.satisfaction import complaint_doors, feedback_counts, survey_doors

MOST_LISTED = 50


class CannotCount(Refused):
    """The survey counts already, or the indicator takes no such count."""


def count_survey(survey: Survey, indicator: Indicator, *, by: Person, at: datetime) -> Survey:
    """The PMO says which indicator a closed survey counts into; who registered it does not (§3.3 no. 2).

    Satisfied, answered and, where the library has a measure for it, asked become its base measures on the
    last day of the survey; in that period they take the place of typed numbers. Raises `CannotCount`.
    """
    demand(by, Permission.REVIEW_RUN)
    with transaction.atomic():
        hold_the_chain()
        row: Survey = Survey.objects.get(pk=survey.pk)
        if row.registered_by_id == by.pk:
            raise NotAllowed(
                _("Who registered the survey does not let it count; somebody else of the PMO does.")
            )
        if row.indicator_id is not None:
            raise CannotCount(_("This survey counts already."))
        if indicator not in survey_doors():
            raise CannotCount(_("This indicator takes no survey."))
        row.indicator, row.counted_by, row.counted_at = indicator, by, at
        told = {"indicator": indicator.code, **_counts(row)}
        _save(row, "count_survey", Change(after=told), by=by, at=at)
        _recount([indicator.pk], row, by=by, at=at)
    return row


def uncount_survey(survey: Survey, *, note: str, by: Person, at: datetime) -> Survey:
    """A survey stops counting, with a reason; the figures of its period follow."""
    demand(by, Permission.REVIEW_RUN)
    demand_reason(note)
    with transaction.atomic():
        hold_the_chain()
        row: Survey = Survey.objects.select_related("indicator").get(pk=survey.pk)
        if row.indicator is None:
            raise CannotCount(_("This survey counts into no indicator."))
        indicator = row.indicator
        row.indicator, row.counted_by, row.counted_at = None, None, None
        change = Change({"indicator": indicator.code}, {"indicator": ""}, note=note.strip())
        _save(row, "uncount_survey", change, by=by, at=at)
        _recount([indicator.pk], row, by=by, at=at)
    return row


def start_complaint_count(
    indicator: Indicator, *, valid_from: date, note: str, by: Person, at: datetime
) -> ComplaintCount:
    """From a day on the register's complaints about the indicator's process are its numbers; nobody types them.

    Raises `CannotCount` where it is counted already or is no bare count of people.
    """
    demand(by, Permission.INDICATOR_ADOPT)
    demand_reason(note)
    with transaction.atomic():
        hold_the_chain()
        if indicator not in complaint_doors():
            raise CannotCount(_("This indicator takes no count of complaints."))
        before = ComplaintCount.objects.filter(indicator=indicator).order_by("-valid_from").first()
        if before is not None and (before.valid_to is None or before.valid_to >= valid_from):
            raise CannotCount(_("The register counts into this indicator already."))
        row = ComplaintCount(
            indicator=indicator,
            valid_from=valid_from,
            note=note.strip()[:300],
            decided_by=by,
            decided_at=at,
        )
        told = {"indicator": indicator.code, "from": valid_from.isoformat()}
        _save(row, "start_complaint_count", Change(after=told, note=row.note), by=by, at=at)
        _recount([indicator.pk], row, by=by, at=at)
    return row


def end_complaint_count(
    count: ComplaintCount, *, last_day: date, note: str, by: Person, at: datetime
) -> ComplaintCount:
    """After a day people type the number again; what was counted until then stays counted."""
    demand(by, Permission.INDICATOR_ADOPT)
    demand_reason(note)
    with transaction.atomic():
        hold_the_chain()
        row: ComplaintCount = ComplaintCount.objects.select_related("indicator").get(pk=count.pk)
        if row.valid_to is not None:
            raise CannotCount(_("This count has ended already."))
        if not row.valid_from <= last_day:
            raise CannotCount(_("A count does not end before it began."))
        row.valid_to = last_day
        told = {"indicator": row.indicator.code, "until": last_day.isoformat()}
        change = Change(after=told, note=note.strip())
        _save(row, "end_complaint_count", change, by=by, at=at)
        _recount([row.indicator_id], row, by=by, at=at)
    return row


def count_feedback(*, at: datetime) -> Refreshed:
    """Surveys and complaints stand as cells nobody types; counted twice, the second writes nothing."""
    codes, counts = feedback_counts(at=at)
    return keep_counts(codes, counts, at=at, instead_of_people=True)


def _recount(
    among: Iterable[int], row: Survey | ComplaintCount, *, by: Person, at: datetime
) -> None:
    """The figures follow in the same act; those of issued periods that move are told in the trail (domain §4.3j)."""
    codes, counts = feedback_counts(at=at, among=among)
    days = _days(row, at)
    issued = issued_figures(Measure.objects.filter(code__in=codes), *days)
    refreshed = keep_counts(codes, counts, at=at, instead_of_people=True)
    restated = restatements_between(issued, refreshed.restated)
    if restated:
        change = Change(after={"figures": restated[:MOST_LISTED]})
        record("kpi.restate_figures", by=by, at=at, obj=row, change=change)


def _days(row: Survey | ComplaintCount, at: datetime) -> tuple[date, date]:
    if isinstance(row, Survey):
        return row.end, row.end
    return row.valid_from, local_day(at)


def _counts(row: Survey) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("asked", "answered", "satisfied")}


def _save(
    row: Survey | ComplaintCount, act: str, change: Change, *, by: Person, at: datetime
) -> None:
    save_tracked(row, by=by, at=at, reason=f"reviews.{act}")
    record(f"reviews.{act}", by=by, at=at, obj=row, change=change)
