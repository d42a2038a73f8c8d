"""Chapter 5, three improvements: causes, plan, effect by arithmetic, and what becomes of the norm (6.4.4)."""

from dataclasses import dataclass

from governance.models import Approval
from improvements.models import Cause, Improvement, Verification
from kpi.models import Deviation
from reviews.models import ReviewItem
from tests.journeys.year import plan
from tests.journeys.year.browser import done, refused
from tests.journeys.year.norm import publish_revision
from tests.journeys.year.reviews import review_of


@dataclass(frozen=True)
class Round:
    """One turn of an improvement: its cause, its measure, and the weeks that are compared."""

    cause: str
    measure: str
    due_on: str
    before: tuple[str, str]
    after: tuple[str, str]
    expected: str


@dataclass(frozen=True)
class Course:
    """An improvement with whoever owns it, its title, and its rounds."""

    owner: str
    doer: str
    code: str
    title: str
    rounds: tuple[Round, ...]
    is_major: bool = False


DESK = Course(
    "lin",
    "cheng",
    "DSK-05",
    "首次解决率偏低",
    (
        Round(
            "话术不统一",
            "统一话术",
            "2026-03-27",
            ("2026-01-05", "2026-03-29"),
            ("2026-03-30", "2026-06-21"),
            "5",
        ),
        Round(
            "一线没有知识库",
            "建立一线知识库",
            "2026-07-03",
            ("2026-04-06", "2026-06-28"),
            ("2026-07-06", "2026-09-27"),
            "5",
        ),
    ),
)
NIGHT = Course(
    "he",
    "du",
    "INC-02",
    "夜间事件超时",
    (
        Round(
            "夜班只有一人",
            "夜班增加一人并设升级时限",
            "2026-05-29",
            ("2026-03-02", "2026-05-24"),
            ("2026-06-08", "2026-08-30"),
            "5",
        ),
    ),
    is_major=True,
)
CHANGE = Course(
    "qin",
    "shao",
    "CHG-01",
    "变更失败增多",
    (
        Round(
            "新工具未经演练",
            "实施前逐一演练",
            "2026-07-17",
            ("2026-04-06", "2026-06-28"),
            ("2026-07-27", "2026-10-18"),
            "5",
        ),
    ),
)


def improvements():
    yield "2026-02-09 15:30", raise_from_red, DESK
    yield "2026-02-10 10:30", work_out, (DESK, 0)
    yield "2026-02-11 10:30", let_start, DESK
    yield "2026-03-26 16:30", carry_out, DESK
    yield "2026-06-24 10:30", find_no_effect, DESK
    yield "2026-06-25 10:30", work_out, (DESK, 1)
    yield "2026-06-26 10:30", let_start, DESK
    yield "2026-07-03 15:30", carry_out, DESK
    yield "2026-09-29 10:30", find_effect, DESK
    yield "2026-09-30 10:30", close_without_norm, DESK

    yield "2026-04-20 15:30", raise_from_item, (NIGHT, 1)
    yield "2026-04-21 10:30", work_out, (NIGHT, 0)
    yield "2026-04-23 10:30", ask_committee, NIGHT
    yield "2026-05-29 15:30", carry_out, NIGHT
    yield "2026-09-02 10:30", find_effect, NIGHT
    yield "2026-09-03 10:30", revise_norm, NIGHT
    yield "2026-09-15 10:30", close_with_norm, NIGHT

    yield "2026-06-15 15:30", raise_from_item, (CHANGE, "adhoc")
    yield "2026-06-16 10:30", work_out, (CHANGE, 0)
    yield "2026-06-17 10:30", let_start, CHANGE
    yield "2026-07-17 15:30", carry_out, CHANGE
    yield "2026-10-21 10:30", find_effect, CHANGE
    yield "2026-10-22 10:30", close_without_norm, CHANGE

    yield "2026-12-14 10:30", look_again, NIGHT
    yield "2026-12-29 10:30", look_again, DESK
    yield "2027-01-20 10:30", look_again, CHANGE


def row_of(course):
    return Improvement.objects.get(title=course.title)


def page_of(year, username, course):
    return year.visit(username).go(f"/improvements/{row_of(course).pk}/")


def raise_from_red(year, course):
    """A red whose decision was an improvement opens one, with what is known of it filled in."""
    red = Deviation.objects.get(decision="improvement", indicator__code=course.code)
    page = year.visit("shen").go(f"/deviations/{red.pk}/").follow("/improvements/new/")
    raised(page, year, course)
    assert row_of(course).deviation == red


def raise_from_item(year, given):
    course, quarter = given
    item = ReviewItem.objects.filter(review=review_of(quarter)).order_by("position")[0]
    page = year.visit("shen").go(f"/reviews/items/{item.pk}/").follow("/improvements/new/")
    raised(page, year, course)
    item.refresh_from_db()
    assert (row_of(course).review_item, item.state) == (item, "taken_up")


def raised(page, year, course):
    form = page.form("/improvements/new/", having=["title"])
    done(form.send(title=course.title, owner=year.person(course.owner).pk))
    assert row_of(course).state == "identify"


def work_out(year, given):
    """A cause is put on the bone and confirmed; the plan addresses it and says how the effect is compared."""
    course, number = given
    turn, row = course.rounds[number], row_of(course)
    refused(page_of(year, course.owner, course).form("/step/plan/").send())
    page = page_of(year, course.owner, course).follow("/causes/").follow_to("at=c", "do=why")
    form = page.form("/causes/", having=["text"])
    page = done(form.send(text=turn.cause, evidence="三个月的工单抽查"))
    cause = Cause.objects.get(improvement=row, round=row.round)
    page = page.follow_to(f"at=w{cause.pk}", "do=judge")
    done(page.form("/judge/").send(verdict="confirmed", note="与班组核对"))
    done(page_of(year, course.owner, course).form("/step/plan/").send())
    write_plan(year, course, turn)


def write_plan(year, course, turn):
    form = page_of(year, course.owner, course).form("/plan/", having=["goal"])
    indicator = form.choice("indicator", course.code)
    done(form.send(goal=f"{course.code} 提高5个百分点", indicator=indicator, due_on=turn.due_on))
    form = (
        page_of(year, course.owner, course).follow("/measures/new/").form("/new/", having=["cause"])
    )
    cause = form.choice("cause", turn.cause)
    answers = {"kind": "corrective", "text": turn.measure, "cause": cause, "due_on": turn.due_on}
    done(form.send(answers, responsible=year.person(course.doer).pk))
    page = page_of(year, course.owner, course).follow("/verification/")
    form = page.form("/verification/", having=["before_start"])
    answers = {"indicator": form.choice("indicator", course.code), "expected": turn.expected}
    windows = dict(zip(("before_start", "before_end"), turn.before, strict=True))
    windows |= dict(zip(("after_start", "after_end"), turn.after, strict=True))
    done(form.send(answers | windows))


def grade(year, course):
    form = page_of(year, "gu", course).form("/grade/")
    word = "yes" if course.is_major else "no"
    done(form.send(is_major=word, reason="涉及夜班编制" if course.is_major else "只影响一个班组"))


def let_start(year, course):
    """Who planned it does not let it start; the process manager does."""
    grade(year, course)
    assert not page_of(year, course.owner, course).has_form("/step/start/")
    done(page_of(year, "gu", course).form("/step/start/").send())
    assert row_of(course).state == "implement"


def ask_committee(year, course):
    """A major one starts only with the approval of this very plan."""
    grade(year, course)
    refused(page_of(year, "gu", course).form("/step/start/").send())
    done(page_of(year, course.owner, course).form("/submit/").send())
    case = Approval.objects.latest("pk")
    plan.vote(
        year,
        case,
        {
            "jiang": ("approve", ""),
            "ye": ("approve", ""),
            "bai": ("approve", ""),
            "song": ("approve", ""),
        },
    )
    plan.close_vote(year, case, "同意实施。")
    done(page_of(year, "gu", course).form("/step/start/").send())
    assert row_of(course).state == "implement"


def carry_out(year, course):
    """The measure is ended by who carries it out; with all of them done the effect can be verified."""
    measure = row_of(course).measures.get(round=row_of(course).round)
    form = page_of(year, course.doer, course).form(f"/measures/{measure.pk}/finish/")
    done(form.send(note="已完成，记录附后"))
    done(page_of(year, course.owner, course).form("/step/finish/").send(note="措施全部完成"))
    assert row_of(course).state == "verify"


def verify(year, course, effect):
    """Neither who owns it nor who carried it out verifies; the verdict is the one the figures propose."""
    assert not page_of(year, course.owner, course).has_form("/verify/")
    page = done(page_of(year, "shen", course).form("/verify/").send(effect=effect))
    found = Verification.objects.filter(improvement=row_of(course)).latest("pk")
    assert (found.effect, found.proposed) == (effect, effect), page.text[:200]
    return found


def find_no_effect(year, course):
    """Nothing has moved, so the figures say, and the causes are looked for anew."""
    verify(year, course, "not_effective")
    assert (row_of(course).state, row_of(course).round) == ("identify", 2)


def find_effect(year, course):
    verify(year, course, "effective")
    assert row_of(course).state == "solidify"


def close_without_norm(year, course):
    """It does not close silently: no norm changes for a reason that a process manager states."""
    assert not page_of(year, "gu", course).has_form("/close/")
    done(page_of(year, "gu", course).form("/norm/none/").send(reason="做法属班组细则，规范不变"))
    done(close(year, course))
    assert row_of(course).state == "closed"


def close(year, course):
    return page_of(year, "gu", course).form("/close/").send(lesson="先演练再实施")


def revise_norm(year, course):
    """The revision of the governing norm cites the improvement, is approved, and takes effect on its day."""
    form = page_of(year, "shen", course).form("/norm/revise/")
    page = done(form.send(document=form.choice("document", "事件管理规范")))
    publish_revision(year, page, row_of(course))
    assert row_of(course).norm_version.label == "V2.0"


def close_with_norm(year, course):
    assert row_of(course).norm_version.state == "in_force"
    done(close(year, course))
    assert row_of(course).state == "closed"


def look_again(year, course):
    """Ninety days later the weeks since are compared once more."""
    page = page_of(year, "shen", course)
    done(page.form("/verify/").send(effect="effective"))
    assert Verification.objects.filter(improvement=row_of(course), is_watch=True).exists()
