"""What the plan promised besides: its training and its milestone, each on its day (R51, R52)."""

from governance.models import Obligation
from governance.states import ObligationKind
from planning.models import Milestone, TrainingSession
from tests.journeys.year.browser import done


def promises():
    yield "2026-03-10 10:30", announce, None
    yield "2026-03-18 17:10", hold, None
    yield "2026-06-29 16:00", finish_milestone, None


def session():
    return TrainingSession.objects.filter(planned_on__year=2026).get()


def announce(year):
    """The plan has made the training; the PMO names its people and announces it."""
    browser, address = year.visit("shen"), f"/trainings/{session().pk}/"
    form = browser.go(address).follow("/edit/").form("/edit/", having=["topic"])
    people = [year.person(username).pk for username in ("lin", "he")]
    answers = {"people": people, "trainer": year.person("gu").pk, "place": "一号会议室"}
    done(form.send(answers, day="2026-03-18", clock="15:00"))
    done(browser.go(address).form("/steps/announce/").send())


def hold(year):
    """Who came signs in; it counts when the trainer confirms it."""
    address = f"/trainings/{session().pk}/"
    for username in ("lin", "he"):
        done(year.visit(username).go(address).form("/sign-in/").send())
    done(year.visit("gu").go(address).form("/steps/hold/").send())
    form = year.visit("gu").go(address).form("/attendance/")
    done(form.send({name: "attended" for name in form.fields if name.endswith("outcome")}))
    done(year.visit("gu").go(address).form("/steps/close/").send())
    duty = Obligation.objects.get(kind=ObligationKind.TRAINING)
    assert duty.state == "done"


def finish_milestone(year):
    row = Milestone.objects.get(section__plan__year=2026)
    page = year.visit("he").go("/plans/year/2026/progress/")
    done(page.form(f"/milestones/{row.pk}/done/").send(on="2026-06-29", note="演练记录附后"))
