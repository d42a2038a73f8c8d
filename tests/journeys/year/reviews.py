"""Chapter 4, four regular reviews and one at once: tables frozen, departments heard, items handed on (6.4.3)."""

from governance.models import Obligation
from governance.states import ObligationKind
from kpi.models import Deviation
from portal.tasks import run_jobs
from reviews.models import Review, ReviewAttendance, ReviewItem
from tests.journeys.year.browser import done, refused

CONVENED = ("2026-04-10 10:30", "2026-07-08 10:30", "2026-10-14 10:30", "2027-01-08 10:30")
HELD = ("2026-04-17 16:30", "2026-07-15 16:30", "2026-10-20 16:30", "2027-01-15 16:30")
NO_ITEMS = {3: "三季度目标全部达成，既有改进继续跟踪"}
# Text, process, department, who, until when; the first of them becomes an improvement.
ITEMS = {
    1: (
        ("夜间事件超时集中，补足夜班", "incident", "operations", "he", "2026-06-30"),
        ("服务台知识条目每月复核", "service_desk", "service_desk", "lin", "2026-05-29"),
    ),
    2: (("发布日历提前两周公布", "release", "development", "shao", "2026-08-28"),),
    4: (("年度经验整理入库", "release", "development", "shao", "2027-03-31"),),
    "adhoc": (("变更实施前逐一演练", "change", "development", "qin", "2026-07-31"),),
}
TEXTS = {
    "problems": "夜间响应慢于白天。",
    "directions": "补足人手，按周清理。",
    "suitability": "适应当前服务范围。",
    "adequacy": "各过程均有责任部门。",
    "effectiveness": "多数目标达成，未达成的已有安排。",
    "decisions": "改进项由责任部门按期落实。",
}


def reviews():
    yield "2026-01-09 10:00", call_off_the_quarter_before, None
    for quarter, (convened, held) in enumerate(zip(CONVENED, HELD, strict=True), 1):
        yield convened, convene, quarter
        yield held, hold_and_sign, quarter
    yield "2026-06-08 10:30", raise_trigger, None
    yield "2026-06-09 10:30", convene, "adhoc"
    yield "2026-06-12 16:30", hold_and_sign, "adhoc"
    yield "2026-05-27 16:00", finish_item, (1, 1)
    yield "2026-08-27 16:00", finish_item, (2, 0)


def review_of(quarter):
    if quarter == "adhoc":
        return Review.objects.get(kind="adhoc")
    return Review.objects.get(kind="regular", period=f"2026-Q{quarter}")


def call_off_the_quarter_before(year):
    """Of the last quarter of 2025 three days were collected: there is nothing to review, which is said with a reason."""
    row = Review.objects.get(period="2025-Q4")
    page = year.visit("gu").go("/reviews/").follow(f"/reviews/{row.pk}/")
    done(page.form("/cancel_review/").send(note="自2025-12-29起采集，本季度无可评审的数据"))


def convene(year, quarter):
    """The clock has prepared it; the process manager invites, and the table is frozen."""
    row, moment = review_of(quarter), held_at(quarter)
    page = year.visit("gu").go("/reviews/").follow(f"/reviews/{row.pk}/").follow("/convene/")
    form = page.form("/convene/", having=["starts_at"])
    chair, writer = year.person("gu").pk, year.person("shen").pk
    answers = {"starts_at": f"{moment[:10]}T14:00", "place": "三楼第一会议室"}
    done(form.send(answers, chair=chair, minutes=writer))
    row.refresh_from_db()
    assert row.state == "convened"
    assert row.inputs.exists()


def held_at(quarter):
    return "2026-06-12 16:30" if quarter == "adhoc" else HELD[quarter - 1]


def hold_and_sign(year, quarter):
    """Attendance, notes, conclusions and items; nobody signs a report that names neither item nor reason."""
    row, browser = review_of(quarter), year.visit("shen")
    address, day = f"/reviews/{row.pk}/", held_at(quarter)[:10]
    page = note_attendance(browser.go(address))
    done(page.form("/inputs/goals/").send(text="未达成的目标逐项讨论，原因与月度报告一致。"))
    answers = {"began_at": f"{day}T14:00", "ended_at": f"{day}T16:00"}
    done(browser.go(address).form("/hold/").send(answers))
    form = browser.go(address).form("/report/", having=["problems"])
    done(form.send(TEXTS, no_items_reason=""))
    refused(year.visit("gu").go(address).form("/sign_review/").send())
    add_items(year, browser, address, quarter)
    done(year.visit("gu").go(address).form("/sign_review/").send())
    check_signed(year, row, address)


def note_attendance(page):
    form = page.form("/attendance/")
    names = [name for name in form.fields if name.endswith("-attendance")]
    answers = dict.fromkeys(names, "present")
    absent = names[-1]
    answers[absent] = "absent"
    answers[absent.replace("-attendance", "-reason")] = "出差"
    return done(form.send(answers))


def add_items(year, browser, address, quarter):
    if quarter in NO_ITEMS:
        form = browser.go(address).form("/report/", having=["problems"])
        done(form.send(no_items_reason=NO_ITEMS[quarter]))
    for text, process, department, username, due_on in ITEMS.get(quarter, ()):
        form = browser.go(address).follow("/items/new/").form("/items/new/", having=["text"])
        answers = {"text": text, "responsible": year.person(username).pk, "due_on": due_on}
        places = {
            "process": key_of("process", process),
            "department": key_of("department", department),
        }
        done(form.send(answers | places, verification="连续两个月达标"))


def key_of(noun, code):
    from governance.models import Department
    from processes.models import Process

    return {"process": Process, "department": Department}[noun].objects.get(code=code).pk


def check_signed(year, row, address):
    row.refresh_from_db()
    assert row.state == "signed"
    assert row.number
    assert ReviewAttendance.objects.filter(review=row, attendance="absent").count() == 1
    if row.kind == "regular":
        duty = Obligation.objects.get(kind=ObligationKind.QUARTERLY_REVIEW, period=row.period)
        assert duty.state == "done"
    run_jobs()
    page = year.visit("gu").go(address)
    assert [link for link in page.links if "/paper/" in link], page.links


def raise_trigger(year):
    """The red of May was decided to need a review at once: the trigger cites it, and the clock runs."""
    red = Deviation.objects.get(decision="adhoc_review")
    page = year.visit("shen").go(f"/deviations/{red.pk}/").follow("/triggers/new/")
    page = done(page.form("/triggers/new/", having=["evidence"]).send())
    done(year.visit("gu").go(page.address).form("/take-up/").send())
    assert review_of("adhoc").trigger.deviation == red


def finish_item(year, which):
    quarter, place = which
    row = ReviewItem.objects.filter(review=review_of(quarter)).order_by("position")[place]
    page = year.visit(row.responsible.username).go("/inbox/").follow(f"/reviews/items/{row.pk}/")
    done(page.form("/finish_item/").send(note="已落实，记录附后"))
    row.refresh_from_db()
    assert row.state == "done"
