"""A week by Excel in a real browser: template down, filled, refused with marks, mended, confirmed, accepted."""

import os
from pathlib import Path

import pytest
from django.urls import reverse

from kpi.models import IndicatorValue, IndicatorVersion, MeasureValue, Submission, WeekUpload
from kpi.states import Origin
from portal.tasks import tick
from tests.chrome import follow
from tests.journeys.conftest import shanghai

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WEEK = "2026-W23"


def keep(page, name):
    """Pictures of the journey, where somebody asks for them."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"excel-{name}.png", full_page=True)


def fetch(page, selector, folder, name):
    with page.expect_download() as caught:
        page.click(selector)
    path = folder / name
    caught.value.save_as(path)
    return path


def type_into(path, cells):
    """Somebody types into the open cells, as Excel does it."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    page = book.worksheets[0]
    for place, value in cells.items():
        assert not page[place].protection.locked
        page[place] = value
    book.save(path)
    return path


def rows_by_measure(path):
    from openpyxl import load_workbook

    page = load_workbook(path).worksheets[0]
    return {page.cell(row, 9).value: row for row in range(6, page.max_row + 1)}


def hand_in(page, path):
    page.set_input_files("input[type=file]", path)
    follow(page, "main button.btn-primary")


def test_a_week_by_excel(visitor, company, time_machine, tmp_path):
    time_machine.move_to(shanghai("06-08 09:00"))
    tick()
    window = visitor()
    page = window.sign_in("lin", to=reverse("kpi:weekly-form", args=[company.assignment.pk, WEEK]))
    path = fetch(page, "a[href$='/template/']", tmp_path, "week.xlsx")
    row = rows_by_measure(path)
    solved, handled = (f"E{row[code]}" for code in measures_of(company))

    follow(page, "a[href='/weekly/upload/']")
    hand_in(page, type_into(path, {solved: "二百一十", handled: 300}))
    assert "二百一十" in page.inner_text("main")
    keep(page, "1-refused")
    assert not MeasureValue.objects.filter(origin=Origin.ENTRY).exists()

    marked = fetch(page, "a[href$='/marked/']", tmp_path, "marked.xlsx")
    mend(marked, solved, handled)
    follow(page, "main a.btn[href='/weekly/upload/']")
    hand_in(page, type_into(marked, {solved: 210}))
    assert "70.00%" in page.inner_text("main")
    keep(page, "2-preview")
    assert not Submission.objects.exists()

    follow(page, "form[action$='/confirm/'] button")
    assert WeekUpload.objects.latest("pk").state == "stored"
    assert Submission.objects.get().state == "submitted"
    keep(page, "3-stored")
    assert window.complaints == []
    window.context.clear_cookies()
    accept(visitor, company)


def measures_of(company):
    """Numerator and denominator of the one adopted indicator."""
    formula = IndicatorVersion.objects.get(indicator=company.indicator).formula
    return [name.strip() for name in formula.split("/")]


def mend(path, solved, handled):
    """The very cell is filled and says why; the good one is as it was."""
    from openpyxl import load_workbook

    page = load_workbook(path).worksheets[0]
    assert page[solved].fill.fgColor.rgb == "FFF4C7C3"
    assert "二百一十" in page[solved].comment.text
    assert page[handled].value == 300


def accept(visitor, company):
    window = visitor()
    page = window.sign_in("shen", to=reverse("kpi:weekly-form", args=[company.assignment.pk, WEEK]))
    follow(page, "form[action*='/accept/'] button")
    assert Submission.objects.get().state == "accepted"
    figure = IndicatorValue.objects.get(indicator=company.indicator, grain="week", scope="company")
    assert figure.value == 70
    assert window.complaints == []
