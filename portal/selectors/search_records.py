"""What issued reports, reviews and improvements are found by (6.4.2③, 6.4.3, 6.4.4)."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone

from improvements.models import ActionMeasure, Cause, Improvement, ProgressNote
from kpi.models import Report, ReportIssue
from kpi.selectors.report_name import name_of
from portal.selectors.search_part import Stamps, Words, in_both, last_changes, lines, stamped
from reviews.models import Review, ReviewInput, ReviewItem

# What people wrote, wherever it stands in the frozen content of a report. Names of processes and
# indicators stand in every one of them and tell none from the others.
SPOKEN = frozenset(
    {
        *("text", "comment", "narrative", "remark", "reason", "summary", "events", "focus"),
        *("cause", "impact", "measure", "responsible", "decision_reason"),
    }
)
# What every report says alike.
FRAME = frozenset({"company", "template", "issue"})


def report_stamps(_on: date) -> Stamps:
    """Every report with an issue that was not voided; drafts are not found."""
    rows = ReportIssue.objects.filter(voided_at=None).values_list("report_id", "pk")
    issues = dict(rows)
    return stamped(issues, issues, last_changes(Report))


def report_words(keys: Sequence[int], _on: date) -> Iterator[Words]:
    """A report by its name and number, and by what was said in it as it was signed."""
    rows = ReportIssue.objects.filter(report__in=keys, voided_at=None)
    for issue in rows.select_related("report__project"):
        report = issue.report
        title, title_en = in_both(partial(name_of, report))
        spoken = {key: part for key, part in issue.content.items() if key not in FRAME}
        yield Words(
            report.pk,
            title,
            title_en,
            aliases=(issue.number,),
            body=lines(dict.fromkeys(_spoken(spoken))),
            url=reverse("kpi:report", args=[report.pk]),
            dated_on=timezone.localdate(issue.issued_at),
        )


def _spoken(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _spoken(part, str(key))
    elif isinstance(value, list):
        for part in value:
            yield from _spoken(part, name)
    elif isinstance(value, str) and name in SPOKEN:
        yield value


def review_stamps(_on: date) -> Stamps:
    """Every review, with its items and what was said about its inputs."""
    said: dict[int, list[str]] = {}
    inputs = ReviewInput.objects.exclude(discussion="").order_by("pk")
    for review, text in inputs.values_list("review_id", "discussion"):
        said.setdefault(review, []).append(text)
    keys = Review.objects.values_list("pk", flat=True)
    return stamped(keys, last_changes(Review), last_changes(ReviewItem, "review_id"), said)


def review_words(keys: Sequence[int], _on: date) -> Iterator[Words]:
    """A review by its title and number, its conclusions, its items and the notes of its discussions."""
    rows = Review.objects.filter(pk__in=keys).prefetch_related("items", "inputs")
    for row in rows:
        written = (
            row.problems,
            row.directions,
            row.suitability,
            row.adequacy,
            row.effectiveness,
            row.decisions,
            row.no_items_reason,
        )
        items = [f"{each.text} {each.verification}" for each in row.items.all()]
        notes = [each.discussion for each in row.inputs.all()]
        yield Words(
            row.pk,
            row.title,
            aliases=(row.number,),
            body=lines([*written, *items, *notes]),
            url=reverse("reviews:review", args=[row.pk]),
            dated_on=timezone.localdate(row.signed_at or row.convened_at or row.prepared_at),
        )


def improvement_stamps(_on: date) -> Stamps:
    """Every improvement, with its causes, measures and notes."""
    notes = ProgressNote.objects.order_by("pk").values_list("improvement_id", "pk")
    return stamped(
        Improvement.objects.values_list("pk", flat=True),
        last_changes(Improvement),
        last_changes(Cause, "improvement_id"),
        last_changes(ActionMeasure, "improvement_id"),
        dict(notes),
    )


def improvement_words(keys: Sequence[int], _on: date) -> Iterator[Words]:
    """An improvement by its title and number, and by all that was written on its record."""
    rows = Improvement.objects.filter(pk__in=keys)
    for row in rows.prefetch_related("causes", "measures", "notes"):
        written = (row.problem, row.source_note, row.goal, row.lesson, row.no_norm_reason)
        causes = [f"{each.text} {each.evidence}" for each in row.causes.all()]
        measures = [each.text for each in row.measures.all()]
        notes = [each.text for each in row.notes.all()]
        yield Words(
            row.pk,
            row.title,
            aliases=(row.number,),
            body=lines([*written, *causes, *measures, *notes]),
            url=reverse("improvements:improvement", args=[row.pk]),
            dated_on=timezone.localdate(row.closed_at or row.raised_at),
        )
