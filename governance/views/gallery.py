"""The interface gallery: every component in every state, the living documentation of the look."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from governance.forms.gallery import SampleForm
from governance.lib.chart import Chart, Limits, Mark, Series
from governance.lib.guard import requires
from governance.lib.periods import Month, Quarter, Week, Year
from governance.lib.workflow import Step
from governance.permissions import Permission
from governance.templatetags.lights import LIGHTS

COURSE = (
    "96.2",
    "97.1",
    "98.0",
    None,
    "97.4",
    "98.8",
    "99.1",
    "95.2",
    "98.3",
    "98.9",
    "99.0",
    "98.6",
)
COUNTS = (412, 388, 401, 365, 420, 433, 398, 377, 402, 415, 391, 408)


@dataclass(frozen=True)
class SampleAct:
    """Looks like an entry of the trail, so that the gallery needs no data of the company."""

    at: datetime
    actor_kind: str
    actor_label: str
    action: str
    note: str = ""
    result: str = "ok"
    on_behalf_of: str = ""


@dataclass(frozen=True)
class SampleRow:
    """Looks like a row with steps."""

    pk: int = 0
    version: int = 1


def _decimals(values: Any) -> tuple[Decimal | None, ...]:
    return tuple(None if value is None else Decimal(str(value)) for value in values)


def _charts(week: Week) -> list[Chart]:
    weeks = [week]
    while len(weeks) < len(COURSE):
        weeks.insert(0, weeks[0].previous())
    labels = tuple(one.label for one in weeks)
    course = Series(_("attainment"), _decimals(COURSE))
    signal = Mark(labels[7], _("point below the limit"))
    return [
        Chart(
            _("SLA attainment"),
            labels,
            (course,),
            unit="%",
            target=Decimal(98),
            target_label=_("target"),
            limits=Limits(Decimal("95.6"), Decimal("97.9"), Decimal(100)),
            marks=(signal,),
        ),
        Chart(
            _("Incidents resolved"),
            labels,
            (
                Series(_("resolved"), _decimals(COUNTS), "bar", "ink"),
                Series(_("opened"), _decimals(value - 9 for value in COUNTS), "line", "teal"),
            ),
            decimals=0,
        ),
        Chart(_("Nothing yet"), labels, (Series(_("values"), (None,) * len(labels)),)),
    ]


def _acts(now: datetime) -> list[SampleAct]:
    hour = timedelta(hours=1)
    return [
        SampleAct(now, "person", "陈立", "kpi.accept_submission"),
        SampleAct(now - 3 * hour, "person", "赵敏", "kpi.submit_submission", on_behalf_of="孙一凡"),
        SampleAct(
            now - 5 * hour,
            "person",
            "陈立",
            "kpi.return_submission",
            _("Resolved exceeds opened by 40; please check the export."),
        ),
        SampleAct(now - 8 * hour, "person", "林川", "kpi.accept_submission", "", "refused"),
        SampleAct(now - 30 * hour, "system", "system:tick", "governance.open_obligation"),
    ]


@require_safe
@requires(Permission.SYSTEM_VIEW)
def gallery(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    week = Week.of(timezone.localdate(now))
    bad = SampleForm({"name": "", "amount": "98,5", "grain": "decade"}, auto_id="bad_%s")
    steps = (
        Step("accept", (), "", "", _("Accept"), tone="primary"),
        Step("return", (), "", "", _("Return"), needs_note=True),
        Step("void", (), "", "", _("Void"), needs_note=True, tone="danger"),
    )
    context = {
        "codes": list(LIGHTS),
        "tones": ["neutral", "info", "ok", "warn", "danger", "ink"],
        "periods": [week, Month.of(week.end), Quarter.of(week.end), Year.of(week.end)],
        "dues": _dues(now),
        "charts": _charts(week),
        "course": _decimals(COURSE),
        "acts": _acts(now),
        "form": SampleForm(),
        "bad": bad,
        "row": SampleRow(),
        "steps": steps,
        "page": Paginator(range(437), 25).get_page(request.GET.get("page", 4)),
        "numbers": [Decimal("1234567.5"), Decimal("-0.25"), Decimal(0), None],
        "tabs": [
            {"label": _("To do"), "url": "?tab=todo", "active": True, "count": 3},
            {"label": _("Done"), "url": "?tab=done", "active": False, "count": 128},
            {"label": _("To read"), "url": "?tab=read", "active": False},
        ],
        "facts": [
            (_("Process"), _("Incident management")),
            (_("Responsible"), "赵敏"),
            (_("Department"), ""),
        ],
        "board": _board(week),
    }
    return render(request, "governance/gallery.html", context)


def _dues(now: datetime) -> list[tuple[datetime, datetime | None]]:
    hour = timedelta(hours=1)
    return [
        (now + 90 * hour, None),
        (now + 3 * hour, None),
        (now - 50 * hour, None),
        (now - 20 * hour, now - 22 * hour),
        (now - 30 * hour, now - 22 * hour),
    ]


def _board(week: Week) -> dict[str, Any]:
    weeks = [week]
    while len(weeks) < 8:  # noqa: PLR2004 -- as many as fit a narrow picture
        weeks.insert(0, weeks[0].previous())
    codes = [
        "accepted",
        "accepted",
        "late_done",
        "accepted",
        "missing",
        "returned",
        "submitted",
        "expected",
    ]
    names = [_("Incident management"), _("Change management"), _("Release management")]
    return {
        "weeks": weeks,
        "rows": [(name, codes[shift:] + codes[:shift]) for shift, name in enumerate(names)],
    }
