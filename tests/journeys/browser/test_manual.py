"""The pictures of the manual, taken from the demo year: `pytest tests/journeys/browser/test_manual.py --manual` (design §4)."""

import io
import itertools

import pytest
from django.urls import reverse

from governance.models import ApprovalTask, DocumentVersion
from governance.states import TaskState
from improvements.models import Improvement
from kpi.models import Report
from kpi.states import ReportKind
from planning.models import AnnualPlan
from planning.states import PlanState
from processes.models import Assignment
from reviews.models import Review
from tests.chrome import PHONE, settle
from tests.demo import TODAY
from tests.guide import LANGUAGES
from tests.shape.tree import ROOT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.once,
    pytest.mark.manual,
    pytest.mark.usefixtures("demo_year"),
]

FOLDER = ROOT / "docs" / "manual" / "images"
DESK = {"width": 1366, "height": 860}
# Wide enough to be read, few enough bytes to be kept in the repository.
WIDTH, COLOURS = 1024, 64


def pictures():
    """Name, who looks, address, size of the window."""
    report = Report.objects.get(kind=ReportKind.MONTHLY, period="2026-09")
    norm = DocumentVersion.objects.filter(document__title="事件管理规范").order_by("pk").first()
    plan = AnnualPlan.objects.filter(year=TODAY.year, state=PlanState.PUBLISHED).latest("ordinal")
    review = Review.objects.filter(period="2026-Q3").order_by("pk").first()
    improvement = Improvement.objects.order_by("pk").first()
    task = ApprovalTask.objects.filter(state=TaskState.OPEN, person__username="song").first()
    case = task.step.approval_id
    post = Assignment.objects.filter(person__username="lin").order_by("pk").first()
    yield from (
        ("home", "shen", reverse("portal:home"), DESK),
        ("framework", "shen", reverse("portal:framework"), DESK),
        ("weekly", "lin", reverse("kpi:weekly-form", args=[post.pk, "2026-W47"]), DESK),
        ("board", "shen", reverse("kpi:board"), DESK),
        ("indicator", "shen", reverse("kpi:indicator-detail", args=["INC-04"]), DESK),
        ("report", "shen", reverse("kpi:report", args=[report.pk]), DESK),
        ("document", "shen", reverse("governance:document-read", args=[norm.pk]), DESK),
        ("approval", "song", reverse("governance:approval-detail", args=[case]), PHONE),
        ("plan", "shen", reverse("planning:plan-goals", args=[plan.pk]), DESK),
        ("review", "shen", reverse("reviews:review", args=[review.pk]), DESK),
        ("causes", "shen", reverse("improvements:causes", args=[improvement.pk]), DESK),
        ("calendar", "shen", reverse("portal:calendar"), DESK),
        ("search", "shen", reverse("portal:search") + "?q=服务台", DESK),
        ("conformance", "shen", reverse("portal:conformance"), DESK),
    )


def test_pictures_of_the_manual_are_taken(guide):
    from PIL import Image

    taken = []
    for language, (name, login, address, size) in itertools.product(LANGUAGES, [*pictures()]):
        page = guide.window(login, language, "light").page
        page.set_viewport_size(size)
        answer = page.goto(guide.url + address)
        settle(page)
        assert answer.status == 200, address
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        if picture.width > WIDTH:
            picture = picture.resize((WIDTH, picture.height * WIDTH // picture.width))
        place = FOLDER / language.partition("-")[0]
        place.mkdir(parents=True, exist_ok=True)
        small = picture.quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(place / f"{name}.png", optimize=True)
        taken.append(place / f"{name}.png")

    assert {path.stem for path in taken} == {path.stem for path in FOLDER.glob("*/*.png")}
