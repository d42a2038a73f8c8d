"""Improvements on the table of a review: those that run, and those closed since the last one (6.4.3, 6.4.4)."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import override

from improvements.models import Improvement, Verification
from improvements.selectors.improvement import RUNNING
from improvements.selectors.overdue import overdue_improvements
from improvements.states import Effect, Stage
from reviews.selectors.inputs import Content, View, review_input
from reviews.states import InputKind

LANGUAGES = {"": "zh-hans", "_en": "en"}


@review_input(InputKind.IMPROVEMENTS)
def improvements_on_the_table(view: View) -> Content:
    """Each improvement with its stage, what was found of its effect, and the norm it led to; one question."""
    latest = Verification.objects.filter(improvement=OuterRef("pk")).order_by("-verified_at", "-pk")
    rows = (
        Improvement.objects.filter(Q(state__in=RUNNING) | Q(closed_at__date__gte=view.since))
        .select_related("process", "department", "owner", "norm_version__document")
        .annotate(effect=Subquery(latest.values("effect")[:1]))
        .order_by("process__position", "raised_at", "pk")
    )
    late = overdue_improvements(at=view.at)
    return {
        "since": view.since.isoformat(),
        "rows": [
            {
                "improvement": row.pk,
                "number": row.number,
                "title": row.title,
                "process": row.process.name,
                "process_en": row.process.name_en,
                "department": row.department.name,
                "department_en": row.department.name_en,
                "owner": row.owner.name,
                "due_on": row.due_on.isoformat() if row.due_on else "",
                "is_running": row.state in RUNNING,
                "is_late": row.state in RUNNING and row.pk in late,
                "is_major": bool(row.is_major),
                "norm": str(row.norm_version) if row.norm_version else "",
                **_in_both("stage", Stage(row.state)),
                **_in_both("effect", Effect(row.effect) if row.effect else None),
            }
            for row in rows
        ],
    }


def _in_both(name: str, choice: Any) -> dict[str, str]:
    """A review knows no stage of ours: it is told the words in both languages."""
    told = {}
    for ending, language in LANGUAGES.items():
        with override(language):
            told[f"{name}{ending}"] = str(choice.label) if choice is not None else ""
    return told
