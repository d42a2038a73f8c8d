"""A small world to collect in: two processes, their measures and indicators, cells by hand."""

from datetime import date
from decimal import Decimal

from governance.lib.periods import Slice, Week
from kpi.models import Indicator, IndicatorVersion, Measure, MeasureValue, Submission, Target
from kpi.selectors.world import formula_of
from kpi.states import Origin, SubmissionState
from processes.models import Assignment, Process
from tests.people import LONG_AGO

LONG_BEFORE = date(2024, 1, 1)


def make_process(
    code="incident", prefix="INC", name="事件管理", name_en="Incident management", **extra
):
    row, _created = Process.objects.get_or_create(
        code=code,
        defaults={
            "prefix": prefix,
            "name": name,
            "name_en": name_en,
            "category": "core",
            "position": 1,
        }
        | extra,
    )
    return row


def make_measure(code, process, **extra):
    defaults = {
        "name": f"量 {code}",
        "name_en": f"Measure {code}",
        "unit": "件",
        "unit_en": "cases",
    }
    return Measure.objects.get_or_create(
        code=code, defaults={"process": process, **defaults, **extra}
    )[0]


def make_indicator(
    code, process, formula, *, adopted_on=LONG_BEFORE, unit="%", cadence="week", **extra
):
    """An indicator over measures that exist already; adopted unless told otherwise."""
    indicator = Indicator.objects.create(
        code=code,
        process=process,
        name=f"指标 {code}",
        name_en=f"Indicator {code}",
        unit=unit,
        direction="up",
        cadence=cadence,
        state="adopted" if adopted_on else "suggested",
        adopted_on=adopted_on,
        **extra,
    )
    definition = IndicatorVersion.objects.create(indicator=indicator, number=1, formula=formula)
    definition.measures.set(Measure.objects.filter(code__in=formula_of(formula).names))
    return indicator


def make_target(indicator, operator=">=", value="95", valid_from=LONG_BEFORE, **extra):
    return Target.objects.create(
        indicator=indicator, operator=operator, value=Decimal(value), valid_from=valid_from, **extra
    )


def make_assignment(person, process, department, *, valid_from=LONG_BEFORE, **extra):
    return Assignment.objects.create(
        person=person, process=process, department=department, valid_from=valid_from, **extra
    )


def make_cell(
    measure, part: Slice, value, *, assignment=None, source=None, department=None, **extra
):
    """A counted cell: of an accepted submission where an assignment is named, else of a source or the system."""
    submission = None
    if assignment is not None:
        extra.setdefault("project", assignment.project)
    origin = Origin.TICKETS if source else Origin.SYSTEM
    if assignment is not None:
        origin, department = Origin.ENTRY, assignment.department
        submission, _created = Submission.objects.get_or_create(
            assignment=assignment,
            iso_year=part.week.year,
            iso_week=part.week.week,
            defaults={
                "start": part.week.start,
                "end": part.week.end,
                "state": SubmissionState.ACCEPTED,
                "submitted_by": assignment.person,
                "accepted_at": LONG_AGO,
                "accepted_by_id": extra.pop("accepted_by", None) or someone_else(assignment).pk,
            },
        )
    return MeasureValue.objects.create(
        measure=measure,
        origin=origin,
        submission=submission,
        assignment=assignment,
        source=source,
        department=department,
        start=part.start,
        end=part.end,
        iso_year=part.week.year,
        iso_week=part.week.week,
        value=None if value is None else Decimal(str(value)),
        **extra,
    )


def someone_else(assignment):
    from governance.models import Person

    return Person.objects.exclude(pk=assignment.person_id).order_by("pk").first()


def enter_week(assignment, label, values, *, split=True):
    """All slices of a week are entered: values maps a measure to a number, or to one number per slice."""
    for measure, numbers in values.items():
        parts = Week.parse(label).slices(split=split)
        given = (
            numbers if isinstance(numbers, (list, tuple)) else [numbers, *[0] * (len(parts) - 1)]
        )
        for part, number in zip(parts, given, strict=True):
            make_cell(measure, part, number, assignment=assignment)
