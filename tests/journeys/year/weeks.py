"""Chapter 2, every Monday: four places hand in by three doors, the PMO accepts, returns, corrects (6.4.2②)."""

import io
import json

from governance.models import Obligation
from governance.states import ObligationKind
from kpi.models import Submission
from portal.tasks import run_jobs
from tests.journeys.year.browser import done
from tests.journeys.year.truth import (
    CORRECTED,
    LATE,
    LOST,
    SLIPS,
    WEEKS,
    due_day,
    label,
    typed,
)
from tests.journeys.year.world import PLACES
from tests.rest import machine

DOORS = {"service_desk": "form", "incident": "rest", "change": "excel", "release": "form"}
# A machine hands in for a specialist, another one pulls figures for the process manager.
SCOPES = {"he": "data:write", "gu": "kpi:read"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_ROW, BAD_INPUT = 6, 400


def weeks():
    """What happens on the due days: collected in the morning, decided at two, what is late the day after."""
    for number in range(1, WEEKS + 1):
        day = due_day(number)
        yield f"{day} 09:{number % 2}0", collect, number
        yield f"{day} 14:{number % 2}0", decide, number
        yield f"{day} 17:0{1 + number % 2}", look_at_missing, number


def issue_token(year, owner):
    """The administrator issues a token that acts as somebody, shown once; it lives for a year at most."""
    form = year.visit("wei").go("/system/tokens/").follow("/tokens/new/").form("/tokens/new/")
    answers = {"name": f"machine of {owner} {year.rings}", "owner": year.person(owner).pk}
    page = done(form.send(answers, scopes=[SCOPES[owner]], days=365))
    (year.tokens[owner],) = [word for word in page.text.split() if word.startswith("pgt_")]


def collect(year, number):
    for process in PLACES:
        if (process, number) != LOST and (process, number) not in LATE:
            hand_in(year, process, number, first_try=(process, number) in {*SLIPS, CORRECTED})


def hand_in(year, process, number, *, first_try=False):
    {"form": by_form, "rest": by_rest, "excel": by_excel}[DOORS[process]](
        year, process, number, typed(process, number, first_try=first_try)
    )
    row = record_of(process, number)
    assert row.state == "submitted", (process, number, row.state)
    return row


def record_of(process, number):
    rows = Submission.objects.filter(
        assignment__process__code=process, iso_year=2026, iso_week=number
    )
    return rows.order_by("-revision").first()


def by_form(year, process, number, cells):
    """From the list of what is owed to the empty cells of the week."""
    place = year.place(process)
    browser = year.visit(PLACES[process][0])
    page = browser.go("/weekly/").follow(f"/weekly/{place.pk}/{label(number)}/")
    send_cells(page, cells)


def send_cells(page, cells):
    form = page.form("/", having=["act", "note"])
    keys = {f"{measure}.{first:%Y%m%d}": value for (measure, first), value in cells.items()}
    answers = {f"v.{key}": value for key, value in keys.items()}
    page = form.send(answers, act="submit")
    if page.status == BAD_INPUT:
        # A number far from the usual is asked about once, and stands with its reason.
        form = page.form("/", having=["act", "note"])
        reasons = {f"r.{key}": "春节放假，无发布" for key, value in keys.items() if value == 0}
        page = form.send(answers | reasons, act="submit")
    return done(page)


def by_rest(year, process, number, cells):
    body = {
        "process": process,
        "department": PLACES[process][1],
        "week": label(number),
        "values": [
            {"measure": measure, "slice_start": first.isoformat(), "value": str(value)}
            for (measure, first), value in cells.items()
        ],
        "submit": True,
    }
    answer = machine(year.tokens[PLACES[process][0]]).post(
        "/api/v1/kpi/submissions/",
        json.dumps(body),
        "application/json",
        headers={"Idempotency-Key": f"{process}-{number}-{year.rings}"},
    )
    assert answer.status_code == 201, answer.content


def by_excel(year, process, number, cells):
    """The template of the week comes down, goes up filled in, is looked at and confirmed."""
    browser = year.visit(PLACES[process][0])
    place = year.place(process)
    page = browser.go(f"/weekly/{place.pk}/{label(number)}/")
    template = page.follow("/template/").answer
    file = (f"{label(number)}.xlsx", filled(template.content, cells), XLSX)
    page = done(
        browser.go("/weekly/upload/").form("/weekly/upload/", having=["file"]).send(file=file)
    )
    run_jobs()
    page = browser.go(page.address)
    done(page.form("/confirm/").send())
    run_jobs()


def filled(content, cells):
    """Numbers typed into the cells that stand for them; the hidden columns say which."""
    from openpyxl import load_workbook

    book, left = load_workbook(io.BytesIO(content)), dict(cells)
    sheet = next(each for each in book if each.sheet_state == "visible")
    for row in range(FIRST_ROW, sheet.max_row + 1):
        measure, first = sheet.cell(row, 9).value, sheet.cell(row, 10).value
        for key in list(left):
            if measure == key[0] and str(first)[:10] == key[1].isoformat():
                sheet.cell(row, 5).value = left.pop(key)
    assert not left, left
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def decide(year, number):
    """The officer accepts what waits on the board; a slip of the pen is returned, and comes again."""
    for process, slipped in SLIPS:
        if slipped == number:
            return_and_send_again(year, process, number)
    accept_waiting(year)


def accept_waiting(year):
    """The plain ones with one press; then what needs a second look: late, unusual, corrected."""
    page = year.visit("fang").go("/board/")
    plain = [each for each in page.forms if sent_unseen(each)]
    if plain:
        page = done(plain[0].send())
    if page.has_form("/board/accept/"):
        form = page.form("/board/accept/", having=["seen"])
        done(form.send(seen=form.fields["seen"].offered))


def sent_unseen(form):
    """The form that accepts whatever came on time and shows nothing unusual."""
    return form.path.endswith("/board/accept/") and form.fields["seen"].kind == "hidden"


def return_and_send_again(year, process, number):
    place, row = year.place(process), record_of(process, number)
    cell = year.visit("fang").go(f"/board/{place.pk}/{label(number)}/")
    done(cell.form("/return/").send(note="与工单系统的数量不一致，请核对"))
    row.refresh_from_db()
    assert (row.state, row.return_count) == ("returned", 1)
    hand_in_again = {"form": by_form, "rest": by_form_again}[DOORS[process]]
    hand_in_again(year, process, number, typed(process, number))
    row.refresh_from_db()
    assert row.state == "submitted"


def by_form_again(year, process, number, cells):
    """What a machine sent may be put right by hand."""
    by_form(year, process, number, cells)


def look_at_missing(year, number):
    """At the due time what has not come is missing, and the board says so; everything else is not."""
    kind = ObligationKind.WEEKLY_DATA
    rows = Obligation.objects.filter(kind=kind, period=label(number)).exclude(state="done")
    found = {(year.process_of(row), row.state) for row in rows}
    expected = {(process, "missing") for process, late in {*LATE, LOST} if late == number}
    assert found == expected, (number, found)


def besides():
    yield "2026-01-04 10:00", issue_token, "he"
    yield "2027-01-20 11:00", issue_token, "gu"
    yield "2026-04-20 10:00", correct, None
    yield "2026-05-20 11:00", waive_lost, None


def hand_in_late(year, key):
    """A day late it is still taken, and marked."""
    row = hand_in(year, *key)
    assert row.is_late
    accept_waiting(year)


def late_weeks():
    for key in LATE:
        day = due_day(key[1])
        yield f"{day.replace(day=day.day + 1)} 10:00", hand_in_late, key


def waive_lost(year):
    """A week that will never come is not owed for ever: the process manager waives it, with the reason on record."""
    process, number = LOST
    address = f"/board/{year.place(process).pk}/{label(number)}/"
    assert not year.visit("fang").go(address).has_form("/waive/")
    done(year.visit("gu").go(address).form("/waive/").send(note="发布系统迁移，记录未能恢复"))
    assert year.duty_of(process, label(number)).state == "waived"


def correct(year):
    """A figure that was reported already is corrected with a reason and accepted by somebody else."""
    process, number = CORRECTED
    place, browser = year.place(process), year.visit(PLACES[process][0])
    page = browser.go(f"/weekly/{place.pk}/{label(number)}/").follow("/correction/")
    page = done(page.form("/correction/", having=["reason"]).send(reason="漏报夜班八件超时事件"))
    send_cells(page, typed(process, number))
    assert record_of(process, number).state == "submitted"
    accept_waiting(year)
    row = record_of(process, number)
    assert (row.revision, row.state) == (2, "accepted")
