"""What was issued lately: of every kind what one may read, the newest on top, in one statement."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from governance.models import Document, DocumentVersion, Resolution
from governance.models.person import roles_held
from kpi.models import Report
from kpi.states import ReportState
from portal.selectors.latest import latest_issues_for
from reviews.models import Review
from reviews.states import ReviewState

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
ZONE = ZoneInfo("Asia/Shanghai")


def at(day, hour=10):
    return datetime(2026, 3, day, hour, tzinfo=ZONE)


def norm(day, state="in_force", **extra):
    document = Document.objects.create(
        code=f"norm-{day.isoformat()}",
        kind="norm",
        title=f"规范 {day}",
        title_en=f"Norm {day}",
        **extra,
    )
    return DocumentVersion.objects.create(
        document=document, label="V1.0", state=state, published_on=day, effective_on=day
    )


def report(day, state=ReportState.ISSUED):
    return Report.objects.create(
        period=f"2026-{day:02d}",
        start=date(2026, day, 1),
        end=date(2026, day, 28),
        number=f"MR-{day}",
        state=state,
        drafted_at=at(1),
        drafted_by="system:tests",
        issued_at=at(day) if state == ReportState.ISSUED else None,
    )


def review(day, state=ReviewState.SIGNED):
    return Review.objects.create(
        kind="regular",
        period="2025-Q4",
        start=date(2025, 10, 1),
        end=date(2025, 12, 31),
        number=f"PS-{day}",
        title="季度评审",
        state=state,
        prepared_by="system:tests",
        prepared_at=at(1),
        signed_at=at(day),
    )


def resolution(day, by):
    return Resolution.objects.create(
        number=f"JY-{day}",
        title="决议",
        title_en="Resolution",
        outcome="approved",
        content_sha256="0" * 64,
        closed_by=by,
        closed_at=at(day, hour=0),
    )


def test_every_kind_stands_in_one_list_by_its_day(officer, django_assert_num_queries):
    norm(date(2026, 3, 4))
    report(2)
    review(5)
    resolution(3, officer)

    officer.roles_of_request = roles_held(officer)
    with django_assert_num_queries(1):
        found = latest_issues_for(officer, TODAY)

    assert [(row.kind, row.day.day) for row in found] == [
        ("review", 5),
        ("document", 4),
        ("resolution", 3),
        ("report", 2),
    ]
    assert all(row.url and row.word and row.name for row in found)


def test_day_of_an_issue_is_the_companys(officer):
    resolution(3, officer)

    assert latest_issues_for(officer, TODAY)[0].day == date(2026, 3, 3)


def test_what_is_not_issued_or_not_in_force_yet_is_left_out(officer):
    report(2, ReportState.DRAFT)
    review(5, ReviewState.HELD)
    norm(date(2026, 3, 11), state="scheduled")

    assert latest_issues_for(officer, TODAY) == []


def test_staff_reads_of_norms_and_of_nothing_else(employee, officer):
    norm(date(2026, 3, 4))
    norm(date(2026, 3, 5), classification="restricted")
    report(2)
    review(5)
    resolution(3, officer)

    assert [(row.kind, row.day.day) for row in latest_issues_for(employee, TODAY)] == [
        ("document", 4)
    ]


def test_the_system_administrator_reads_of_nothing(system_admin):
    norm(date(2026, 3, 4))

    assert latest_issues_for(system_admin, TODAY) == []


def test_list_is_cut_at_its_length(officer):
    for day in range(1, 9):
        resolution(day, officer)

    assert [row.day.day for row in latest_issues_for(officer, TODAY, most=3)] == [8, 7, 6]
