"""Pages of what is measured: grades in the weekly form, who counts, projects, a new qualitative indicator."""

from datetime import date, datetime

import pytest

from governance.lib.periods import Week
from governance.models import Project
from governance.selectors.calendar import local_zone
from kpi.formulas.grade import Grade
from kpi.models import CountOwner, Indicator, IndicatorValue, MeasureValue, Submission
from kpi.services.indicator import adopt_indicator
from kpi.services.qualitative import NewQualitative, add_qualitative_indicator
from kpi.services.rollup import rebuild_rollups
from kpi.services.submission import accept_submission
from tests.kpi.collecting import make_cell

NOW = datetime(2026, 2, 24, 10, 0, tzinfo=local_zone())
GRADES = (Grade("poor", "不合格", "poor"), Grade("fair", "合格", "fair", meets=True))
pytestmark = pytest.mark.usefixtures("steady_now")


@pytest.fixture
def graded(place, officer):
    new = NewQualitative(
        process=place.process,
        code="INC-Q1",
        name="沟通评价",
        name_en="Communication",
        grades=GRADES,
        cadence="week",
    )
    row = add_qualitative_indicator(new, by=officer, at=NOW)
    return adopt_indicator(row, by=officer, at=NOW, valid_from=date(2026, 1, 5))


def typed(**more):
    cells = {
        "v.s_met.20260209": "4",
        "v.s_due.20260209": "5",
        "v.inc_q1.20260209": "fair",
        "w.inc_q1.20260209": "As the minutes say",
        "act": "submit",
    }
    return cells | more


def week_page(place, label="2026-W07"):
    return f"/weekly/{place.pk}/{label}/"


def test_the_form_offers_the_grades_and_hands_them_in(place, graded, as_, specialist):
    page = as_(specialist).get(week_page(place)).content.decode()
    assert '<option value="fair">fair · meets the target</option>' in page

    answer = as_(specialist).post(week_page(place), typed())

    assert answer.status_code == 302
    cell = MeasureValue.objects.get(measure__code="inc_q1")
    assert (cell.value, cell.grade, cell.narrative) == (None, "fair", "As the minutes say")


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"v.inc_q1.20260209": "7"}, "Choose one of the grades"),
        ({"w.inc_q1.20260209": ""}, "what the grade rests on"),
        ({"v.inc_q1.20260209": ""}, "Please choose a grade"),
        ({"v.s_met.20260209": "6"}, "is more than"),
    ],
)
def test_what_is_wrong_with_a_grade_or_a_share_is_said(
    place, graded, as_, specialist, more, sentence
):
    answer = as_(specialist).post(week_page(place), typed(**more))

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert Submission.objects.get().state == "draft"


def test_a_share_above_its_whole_is_doubted_while_typing(place, graded, as_, specialist):
    answer = as_(specialist).post(
        week_page(place) + "draft/",
        typed(**{"v.s_met.20260209": "6"}),
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert "outside 0–100 %" in page
    assert "data-asks" in page


def test_the_record_the_indicator_and_the_process_show_the_word(
    place, graded, as_, specialist, officer
):
    as_(specialist).post(week_page(place), typed())
    row = Submission.objects.get(iso_week=7)
    accept_submission(row, by=officer, at=NOW)

    client = as_(officer)
    record = client.get(week_page(place)).content.decode()
    assert "<strong>fair</strong>" in record
    assert "As the minutes say" in record
    page = client.get("/indicators/INC-Q1/").content.decode()
    assert "<strong>fair</strong>" in page
    assert "never drawn as a number" in page
    assert "data-chart" not in page
    assert "fair or better" in page
    assert client.get(f"/processes/{place.process.code}/").status_code == 200


def test_an_indicator_s_page_can_show_a_project_or_department_but_no_stranger_s(
    place, as_, officer, stranger
):
    project = Project.objects.create(code="ONE", name="一号项目", name_en="Project One")
    place.project = project
    place.save()
    for number, code in enumerate(("s_met", "s_due"), 4):
        make_cell(
            place.process.measures.get(code=code),
            Week.parse("2026-W07").slices()[0],
            number,
            assignment=place,
        )
    rebuild_rollups(at=NOW)
    assert IndicatorValue.objects.filter(scope="project:ONE").exists()

    page = as_(officer).get("/indicators/S-01/", {"scope": "project:ONE"})
    assert page.status_code == 200
    assert "Project One" in page.content.decode()
    assert as_(officer).get("/indicators/S-01/", {"scope": "project:X"}).status_code == 404
    assert as_(stranger).get("/indicators/S-01/", {"scope": "project:ONE"}).status_code == 404


def test_who_counts_is_declared_by_the_pmo_on_its_page(place, as_, officer, specialist):
    terms = {"place": f"{place.department_id}.", "valid_from": "2026-02-09", "note": "one desk"}
    url = "/indicators/S-01/count/"
    assert "all places are added" in as_(specialist).get(url).content.decode()
    assert as_(specialist).post(f"{url}owner/", terms).status_code == 403

    assert as_(officer).post(f"{url}owner/", terms).status_code == 302
    assert CountOwner.objects.count() == 2
    again = as_(officer).post(f"{url}owner/", terms)
    assert again.status_code == 200
    assert "already counts" in again.content.decode()
    ended = as_(officer).post(f"{url}owner/end/", {"last_day": "2026-02-20", "note": "no more"})
    assert ended.status_code == 302
    assert not CountOwner.objects.filter(valid_to=None).exists()


def test_per_project_is_decided_by_the_pmo(place, as_, officer, specialist):
    terms = {"per_project": "1", "valid_from": "2026-02-16", "note": "by contract"}
    url = "/indicators/S-01/count/project/"
    Indicator.objects.get(code="S-01").definitions.update(valid_from=date(2026, 1, 5))
    assert as_(specialist).post(url, terms).status_code == 403
    assert as_(officer).post(url, terms).status_code == 302
    latest = Indicator.objects.get(code="S-01").definitions.order_by("-number").first()
    assert latest.needs_project


def test_projects_are_kept_by_the_pmo(place, as_, officer, specialist):
    assert as_(specialist).get("/system/projects/").status_code == 403
    client = as_(officer)
    added = client.post("/system/projects/", {"code": "ONE", "name": "一号项目"})
    assert added.status_code == 302
    assert "一号项目" in client.get("/system/projects/").content.decode()
    assert client.post("/system/projects/", {"code": "one", "name": "x"}).status_code == 200
    client.post("/system/projects/ONE/", {"name": "改名"})
    assert Project.objects.get().name == "改名"
    client.post("/system/projects/ONE/end/", {"last_day": "2026-02-24"})
    assert Project.objects.get().retired_on == date(2026, 2, 24)
    assert client.get("/system/projects/NONE/").status_code == 404


def described(**more):
    return {
        "code": "INC-Q2",
        "name": "评价",
        "cadence": "month",
        "assessment_grain": "month",
        "scale": "好 / good *\n差 / bad",
    } | more


def test_a_qualitative_indicator_is_written_in_one_form(place, as_, officer, specialist):
    url, process = "/indicators/qualitative/new/", {"process": place.process_id}
    assert as_(specialist).get(url).status_code == 403
    client = as_(officer)
    assert client.get(url).status_code == 200

    assert client.post(url, described(**process)).status_code == 302

    measure = Indicator.objects.get(code="INC-Q2").definitions.get().measures.get()
    assert [(each["name"], each["meets"]) for each in measure.scale] == [
        ("差", False),
        ("好", True),
    ]


@pytest.mark.parametrize(
    "scale",
    ["好 *", "好 *\n差 *", "好\n差", "好\n差 *", "好 *\n好", "\n".join("一二三四五六七八九")],
)
def test_a_scale_that_cannot_judge_comes_back(place, as_, officer, scale):
    url = "/indicators/qualitative/new/"
    answer = as_(officer).post(url, described(process=place.process_id, scale=scale))
    assert answer.status_code == 200
    assert not Indicator.objects.filter(code="INC-Q2").exists()
