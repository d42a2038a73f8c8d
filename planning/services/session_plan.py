"""The plan makes its trainings: on publication each of its training lines becomes one (6.4.1, R52, G38)."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from governance.lib.actors import Actor
from governance.models import Person
from planning.models import AnnualPlan, TrainingLine, TrainingSession
from planning.services.session import (
    TrainingFacts,
    end_training,
    make_training,
    rewrite_training,
)
from planning.states import SessionState, TrainingTest

# What an amendment of the plan changes; time, place and trainees are the PMO's.
FROM_PLAN = (
    "topic",
    "planned_on",
    "audience",
    "method",
    "responsible",
    "hours",
    "assessment",
    "budget",
)
SIGNS = {
    TrainingTest.WRITTEN: ("笔试", "考试", "测验", "试卷", "答题"),
    TrainingTest.PRACTICAL: ("实操", "演练", "操作", "实战"),
    TrainingTest.ORAL: ("问答", "口试", "提问"),
}


def plan_sessions(plan: AnnualPlan, *, by: Actor, at: datetime) -> list[TrainingSession]:
    """Each training line of a published plan has exactly one training, over all versions of the plan.

    What an amendment changed is changed where nobody was invited yet; what it dropped is not held and
    says so. Called in the transaction of the publication; a second call changes nothing. Returns the
    trainings that came into being.
    """
    lines = list(
        TrainingLine.objects.of_plan(plan)
        .select_related("process", "responsible", "section__department")
        .order_by("planned_on", "pk")
    )
    with transaction.atomic():
        known = _trainings_of(plan)
        trainers = _people_named({line.trainer for line in lines if line.trainer})
        made = []
        for line in lines:
            facts = facts_of_line(line, trainers)
            row = known.pop(line.key, None)
            if row is None:
                made.append(make_training(facts, by=by, at=at))
            elif row.state == SessionState.PLANNED:
                amended = _amended(row, facts)
                if amended is not None:
                    rewrite_training(row, amended, seen=row.version, by=by, at=at)
        for row in known.values():
            if row.state == SessionState.PLANNED:
                note = _("no longer in the plan (%(label)s)") % {"label": plan.label}
                end_training(row, by=by, at=at, note=note)
    return made


def facts_of_line(line: TrainingLine, trainers: dict[str, Person]) -> TrainingFacts:
    """What a line says, as a training; a trainer whose name is one person's only is that person."""
    trainer = trainers.get(line.trainer)
    return TrainingFacts(
        topic=line.topic,
        planned_on=line.planned_on,
        processes=[line.process] if line.process else [],
        departments=[] if line.process else [line.section.department],
        audience=line.audience,
        method=line.method,
        trainer=trainer,
        trainer_name="" if trainer else line.trainer,
        responsible=line.responsible,
        hours=line.hours or None,
        assessment=line.assessment,
        test=kind_of_test(line.assessment),
        budget=line.budget,
        department=line.section.department,
        origin=line.key,
    )


def kind_of_test(words: str) -> str:
    """The kind of test a plan speaks of; words that name none (a signature, a discussion) are no test."""
    named = (kind for kind, signs in SIGNS.items() if any(sign in words for sign in signs))
    return next(named, TrainingTest.NONE)


def _amended(row: TrainingSession, planned: TrainingFacts) -> TrainingFacts | None:
    """The training as the PMO has laid it out, with what the plan says otherwise; None where nothing is."""
    if all(getattr(row, name) == getattr(planned, name) for name in FROM_PLAN):
        return None
    own = TrainingFacts(
        processes=list(row.processes.all()),
        departments=list(row.departments.all()),
        people=list(row.people.all()),
        **{name: getattr(row, name) for name in planned.columns()},
    )
    return replace(own, **{name: getattr(planned, name) for name in FROM_PLAN})


def _trainings_of(plan: AnnualPlan) -> dict[str, TrainingSession]:
    """The trainings any version of the year's plan has brought, by the line they come from."""
    keys = TrainingLine.objects.filter(section__plan__year=plan.year).values("key")
    rows = TrainingSession.objects.filter(origin__in=keys).select_related("responsible")
    return {row.origin: row for row in rows.prefetch_related("processes", "departments", "people")}


def _people_named(names: set[str]) -> dict[str, Person]:
    found: dict[str, list[Person]] = {}
    for person in Person.objects.filter(name__in=names, is_active=True):
        found.setdefault(person.name, []).append(person)
    return {name: rows[0] for name, rows in found.items() if len(rows) == 1}
