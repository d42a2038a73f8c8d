"""The demo year: made through the services, whole, the same each time, and true to the open data where they are."""

import csv
import hashlib
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F

from governance.lib.calendar import WorkCalendar
from governance.lib.periods import Week
from governance.models import Job, Obligation, Person, PolicyIssue
from governance.selectors.calendar import local_zone
from governance.selectors.setting import setting_value
from governance.services.audit import verify_chain
from governance.services.calendar import official_days
from governance.states import JobState, ObligationKind, ObligationState, PaperFormat
from kpi.models import (
    Deviation,
    Indicator,
    IndicatorValue,
    MeasureValue,
    Proposal,
    Report,
    ReportFile,
    ReportIssue,
    Submission,
    Ticket,
)
from kpi.services.rollup import check_rollups
from kpi.states import (
    DeviationState,
    IndicatorState,
    Origin,
    ProposalState,
    ReportKind,
    ReportState,
    SubmissionState,
)
from portal.services.demo.act import Kind, Stage
from portal.services.demo.figures import FigureBook
from portal.services.demo.invented import INVENTED
from portal.services.demo.people import PASSWORD, POSTS
from portal.services.demo.projects import PROJECT_POSTS, closes
from portal.services.demo.real import read_real_data
from portal.services.demo.script import script
from portal.services.demo.tickets import export_of, mapping_text

# Nine weeks over the end of a year and of two months: 2025-11-17 … 2026-01-18.
TODAY = "2026-01-20"
FIRST = date(2025, 11, 17)
PROCESSES = [post.process for post in POSTS]


def seed(*options):
    words = StringIO()
    call_command(
        "seed_demo", "--today", TODAY, "--invented", *options, stdout=words, stderr=StringIO()
    )
    return words.getvalue()


def stage_of(first, today):
    return Stage(first, today, WorkCalendar(), local_zone())


def test_the_demo_holds_together(db, client):
    told = seed("--weeks", "9")
    assert PASSWORD in told
    assert verify_chain() is None
    assert check_rollups() == []
    check_people(client)
    check_weeks()
    check_reports()
    check_tickets()
    check_projects_and_grades()
    check_indicators()
    check_rulings()
    before = (Submission.objects.count(), Obligation.objects.count(), Person.objects.count())
    assert "already there" in seed()
    assert before == (
        Submission.objects.count(),
        Obligation.objects.count(),
        Person.objects.count(),
    )


def check_people(client):
    for login in ("lin", "shen", "gu", "song", "shi"):
        assert (
            client.post("/sign-in/", {"username": login, "password": PASSWORD}).status_code == 302
        )
    assert not Person.objects.filter(must_change_password=True).exists()


def check_indicators():
    """Every target has been decided by another than its proposer, one waits, three processes are covered."""
    assert not Proposal.objects.filter(decided_by=F("proposed_by")).exists()
    assert Proposal.objects.filter(state=ProposalState.PROPOSED).count() == 1
    assert Indicator.objects.get(code="INC-C01").state == IndicatorState.SUGGESTED
    covered = IndicatorValue.objects.get(indicator__code="MON-05", period="2025-12")
    assert (covered.numerator, covered.denominator) == (3, 16)


def check_rulings():
    """One gap is ruled on together with its setting, one left as it is; the revision list has both."""
    told = dict(PolicyIssue.objects.exclude(state="open").values_list("number", "state"))
    assert told == {25: "ruled", 13: "dismissed"}
    assert setting_value("coverage_threshold") == "0.8"


def check_weeks():
    """Every process owes every week, and each is done, done late, or marked missing; nobody judged the own data."""
    owed = Obligation.objects.filter(kind=ObligationKind.WEEKLY_DATA)
    weeks = [week.label for week in stage_of(FIRST, date.fromisoformat(TODAY)).weeks]
    assert sorted(set(owed.values_list("period", flat=True))) == sorted(weeks)
    closing = [week for week in weeks if any(map(closes, Week.parse(week).slices()))]
    assert owed.count() == len(weeks) * len(POSTS) + len(closing) * len(PROJECT_POSTS)
    states = Counter(owed.values_list("state", flat=True))
    assert states[ObligationState.DONE] > states[ObligationState.LATE_DONE] > 0
    assert states[ObligationState.MISSING] > 0
    assert states[ObligationState.OPEN] == 0
    handed_in = Submission.objects.exclude(accepted_by=None)
    assert not handed_in.filter(accepted_by=F("submitted_by")).exists()
    assert not any(row.accepted_by_id in row.entered_by for row in handed_in)
    assert set(Submission.objects.values_list("state", flat=True)) == set(SubmissionState.values)
    assert Submission.objects.filter(return_count__gt=0, state=SubmissionState.ACCEPTED).exists()
    assert MeasureValue.objects.exclude(no_data_reason="").exists()
    assert MeasureValue.objects.exclude(reason="").exists()


def check_reports():
    """Every month that ended has its report: issued with its document ordered, only the last left to a newcomer."""
    found = Report.objects.order_by("kind", "period").values_list("kind", "period", "state")
    assert list(found) == [
        (ReportKind.MONTHLY, "2025-11", ReportState.ISSUED),
        (ReportKind.MONTHLY, "2025-12", ReportState.DRAFT),
        (ReportKind.SERVICE, "2025-11", ReportState.ISSUED),
    ]
    for issue in ReportIssue.objects.select_related("report"):
        assert issue.issued_by_id not in issue.report.authors
        assert ReportFile.objects.filter(issue=issue).exists()
    orders = Job.objects.filter(kind="render_report", state=JobState.DUE).count()
    assert orders == len(PaperFormat) * ReportIssue.objects.count() == 4
    reds = Deviation.objects.filter(report__state=ReportState.ISSUED)
    assert reds.exists()
    assert not reds.exclude(state__in=[DeviationState.DECIDED, DeviationState.LAPSED]).exists()
    assert Deviation.objects.filter(report__period="2025-12", state=DeviationState.OPEN).exists()


def check_tickets():
    """Figures of changes come from tickets and nobody types them."""
    assert Ticket.objects.count() > 50
    fed = MeasureValue.objects.filter(measure__code="chg_implemented")
    assert set(fed.values_list("origin", flat=True)) == {Origin.TICKETS}
    whole = fed.filter(dimension="").values_list("value", flat=True)
    assert sum(whole) == Ticket.objects.count()


def check_projects_and_grades():
    """One indicator lives per project, one in grades: judged, and never a number."""
    per_project = IndicatorValue.objects.filter(indicator__code="RPT-01", period="2025-12")
    assert set(per_project.values_list("scope", flat=True)) == {
        "company",
        "department:service_desk",
        "project:METRO",
        "project:CLOUD",
    }
    graded = IndicatorValue.objects.get(indicator__code="SLM-Q1", period="2025-12", scope="company")
    assert graded.value is None
    assert graded.grade in {"poor", "fair", "good", "best"}
    assert graded.narrative


def test_a_database_with_other_people_is_refused(db, specialist):
    with pytest.raises(CommandError, match="already has people"):
        seed()


def test_a_year_ends_with_a_report_of_every_kind():
    acts = script(stage_of(date(2025, 11, 3), date(2026, 11, 22)))
    others = [(act.how, act.month.label) for act in acts if act.kind == Kind.COMPILE]

    assert others == [
        (ReportKind.YEARLY, "2025-12"),
        (ReportKind.QUARTERLY, "2026-09"),
        (ReportKind.SLA, "2026-09"),
        (ReportKind.SERVICE, "2026-09"),
    ]


def test_the_same_day_makes_the_same_figures(db):
    digests = set()
    for _again in range(2):
        with transaction.atomic():
            seed("--weeks", "3")
            digests.add(digest())
            transaction.set_rollback(True)
    assert len(digests) == 1


def digest():
    rows = IndicatorValue.objects.order_by(
        "indicator__code", "scope", "dimension", "dimension_value", "period"
    ).values_list(
        "indicator__code",
        "scope",
        "dimension_value",
        "period",
        "numerator",
        "denominator",
        "verdict",
        "status",
    )
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()


def test_the_script_is_in_order_and_stops_before_today():
    stage = stage_of(date(2025, 11, 3), date(2026, 11, 22))
    acts = script(stage)
    assert [act.order for act in acts] == sorted(act.order for act in acts)
    assert max(act.at for act in acts) == stage.until
    kinds = Counter(act.kind for act in acts)
    assert kinds[Kind.ISSUE_REPORT] == 11
    assert kinds[Kind.ENTER] > 52 * len(POSTS)
    assert 5 < kinds[Kind.RETURN] < 40


@pytest.mark.parametrize("weeks", range(3, 40))
def test_who_hands_over_leaves_no_week_behind_however_holidays_fall(weeks):
    """Of fourteen weeks before 2026-11-26 the one before the middle was due only after National Day."""
    today = date(2026, 11, 26)
    days = {row.day: row.kind != "holiday" for row in official_days(2026)}
    calendar = WorkCalendar(days, frozenset({2026}))
    stage = Stage(Week.of(today - timedelta(weeks=weeks)).start, today, calendar, local_zone())
    acts = script(stage)

    (passed,) = [act for act in acts if act.kind == Kind.HAND_OVER]
    weekly = {Kind.ENTER, Kind.RETURN, Kind.CORRECT, Kind.ACCEPT}
    own = [act for act in acts if act.process == passed.process and act.kind in weekly]
    assert all(act.at < passed.at for act in own if act.week < passed.week)
    assert all(act.at > passed.at for act in own if act.week >= passed.week)


@pytest.mark.parametrize("weeks", range(5, 16))
def test_a_plan_is_filled_before_it_is_compiled_however_holidays_fall(weeks):
    """Of nine weeks before 2026-11-20 the filling and the compiling both met the day after National Day."""
    today = date(2026, 11, 20)
    stage = stage_of(Week.of(today - timedelta(weeks=weeks)).start, today)
    steps = ("open", "fill", "submit", "decide", "publish")
    played = [act for act in script(stage) if act.kind == Kind.PLAN and act.how in steps]

    assert [act.how for act in played] == list(steps[: len(played)])
    assert len({act.at.date() for act in played}) == len(played)


@pytest.mark.parametrize(
    "today", [date(2026, 1, 1), date(2026, 2, 24), date(2026, 8, 31), date(2027, 1, 4)]
)
def test_on_any_day_a_report_follows_the_last_acceptance_of_its_month(today):
    stage = stage_of(
        date(
            today.year - 1, today.month, 1 + (-date(today.year - 1, today.month, 1).weekday() % 7)
        ),
        today,
    )
    acts = script(stage)
    submitted = {act.month: act.at for act in acts if act.kind == Kind.SUBMIT_REPORT}
    assert len(submitted) >= 10
    for act in acts:
        if act.kind == Kind.ACCEPT:
            closed = [month for month in submitted if Week.of(month.end) == act.week]
            assert all(act.at < submitted[month] for month in closed)


@pytest.mark.parametrize("process", PROCESSES)
def test_invented_figures_make_sense(process):
    """A part is never more than its whole, in any slice, and every measure is told for every slice."""
    book = FigureBook(Week(2025, 45))
    pairs = (
        ("sla_met", "sla_applicable"),
        ("dsk_solved_at_first", "dsk_handled"),
        ("inc_resolve_late", "inc_resolved"),
        ("inc_response_late", "inc_opened"),
        ("inc_closed_solved", "inc_closed"),
        ("rel_backed_out", "rel_total"),
        ("rel_on_time", "rel_planned"),
        ("sec_on_time", "sec_incidents"),
        ("cap_over_threshold", "cap_monitored"),
        ("cfg_updated_on_time", "cfg_changes_closed"),
        ("avl_outage_minutes", "avl_agreed_minutes"),
    )
    names = set(book.of_slice(process, Week(2025, 45).slices()[0]))
    for number in range(52):
        week = Week.of(date.fromordinal(date(2025, 11, 3).toordinal() + 7 * number))
        for part in week.slices():
            told = book.of_slice(process, part)
            assert set(told) == names
            for upper, lower in pairs:
                assert told.get(upper, Decimal(0)) <= told.get(lower, Decimal(0))


def test_invented_figures_are_the_same_each_time():
    def whole():
        book = FigureBook(Week(2025, 45))
        parts = Week(2025, 48).slices() + Week(2025, 49).slices()
        return [book.of_slice(process, part) for process in INVENTED for part in parts], export_of(
            book, Week(2025, 49)
        )

    assert whole() == whole()


def test_the_mapping_says_what_is_invented():
    assert "Every row is invented" in mapping_text(FigureBook(Week(2025, 45)))


def test_real_weeks_equal_the_truth_tables(shared):
    """The incidents of the story's first week are those of 2016-W09, number by number, and so are the releases."""
    book = FigureBook(Week(2025, 45), read_real_data(shared / "data"))
    with (shared / "data" / "truth" / "uci_weekly.csv").open(encoding="utf-8") as file:
        truth = {row["period"]: row for row in csv.DictReader(file) if row["dimension"] == "all"}
    names = {
        "inc_opened": "opened",
        "inc_resolved": "resolved",
        "inc_closed": "closed",
        "inc_backlog": "backlog_end",
    }
    for number, label in enumerate(["2016-W09", "2016-W10", "2016-W11"]):
        if label not in truth:
            continue
        week = Week.of(date.fromordinal(date(2025, 11, 3).toordinal() + 7 * number))
        told = book.of_slice("incident", week.slices(split=False)[0])
        assert {code: int(told[code]) for code in names} == {
            code: int(truth[label][name]) for code, name in names.items()
        }
        sla = book.of_slice("slm", week.slices(split=False)[0])
        assert int(sla["sla_met"]) == int(truth[label]["closed_within_sla"])
    assert book.real.changes
