"""One week as a program sends it and as it is told: the shape, and the cells found in it (6.4.2②)."""

import json

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from governance.lib.numbers import BadDate, parse_date, plain
from governance.lib.periods import BadPeriod, Week
from governance.lib.rest import NumberField, StrictSerializer, TextField, YesNoField
from governance.services.idempotency import Answer
from kpi.formulas.entry import Typed
from kpi.selectors.intake import Place, assignment_at, cells_of, parts_of
from kpi.services.entry import WeekEntry
from kpi.services.intake import CannotTakeIn, Intent, take_in_week
from kpi.services.submission import CannotSubmit
from kpi.states import SubmissionState

MOST_VALUES = 500
LONGEST_NARRATIVE = 1000
LONGEST_NOTE, LONGEST_REASON = 2000, 1000


class WeekField(TextField):
    def to_internal_value(self, data):
        try:
            return Week.parse(super().to_internal_value(data))
        except BadPeriod as bad:
            raise ValidationError([str(bad)]) from bad


class DayField(TextField):
    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        try:
            day = parse_date(text)
        except BadDate as bad:
            raise ValidationError([str(bad)]) from bad
        if day is None:
            raise ValidationError([_("Send a date like 2026-02-23.")])
        return day.isoformat()


class CellSerializer(StrictSerializer):
    measure = TextField(max_length=60, help_text="Code of the measure.")
    slice_start = DayField(
        required=False,
        help_text="First day of the part of the week. Needed where a month ends inside the week.",
    )
    value = NumberField(
        required=False, help_text="A number or its text, exact; null together with no_data_reason."
    )
    grade = TextField(
        required=False,
        allow_blank=True,
        max_length=30,
        help_text="In place of value where the measure has a scale: code or word of a grade.",
    )
    narrative = TextField(
        required=False,
        allow_blank=True,
        max_length=LONGEST_NARRATIVE,
        help_text="What the grade rests on, in words.",
    )
    no_data_reason = TextField(required=False, allow_blank=True, max_length=300)
    reason = TextField(
        required=False,
        allow_blank=True,
        max_length=300,
        help_text="Why a number is unusual, or a share larger than its whole.",
    )


class WeekSerializer(StrictSerializer):
    process = TextField(max_length=40, help_text="Code of the process.")
    department = TextField(max_length=40, help_text="Code of the department.")
    project = TextField(max_length=40, required=False, help_text="Code of the project, if any.")
    week = WeekField(help_text="ISO week, like 2026-W08.")
    values = CellSerializer(many=True, max_length=MOST_VALUES)
    note = TextField(required=False, allow_blank=True, max_length=LONGEST_NOTE)
    submit = YesNoField(
        required=False, help_text="true hands the week in; false, or left out, keeps a draft."
    )
    correction_reason = TextField(
        required=False,
        max_length=LONGEST_REASON,
        help_text="Why accepted data is corrected: then a new revision is made, which counts once "
        "somebody else has accepted it.",
    )
    version = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2_000_000_000,
        help_text="The version of the draft you have seen; needed where somebody else began it.",
    )

    def validate_version(self, value):
        if type(self.initial_data["version"]) is not int:
            raise ValidationError([_("Send a whole number.")])
        return value


class KeptCellSerializer(serializers.Serializer):
    measure = serializers.CharField(source="measure.code")
    slice_start = serializers.DateField(source="start")
    slice_end = serializers.DateField(source="end", help_text="Last day, included.")
    value = serializers.SerializerMethodField()
    grade = serializers.CharField(allow_blank=True, help_text="Code of a grade of the scale.")
    narrative = serializers.CharField(allow_blank=True)
    no_data_reason = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)

    def get_value(self, cell) -> str | None:
        return None if cell.value is None else plain(cell.value)


class SubmissionSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    process = serializers.CharField(source="assignment.process.code")
    department = serializers.CharField(source="assignment.department.code")
    project = serializers.CharField(source="assignment.project.code", default=None, allow_null=True)
    week = serializers.SerializerMethodField()
    revision = serializers.IntegerField(help_text="2 and more are corrections.")
    correction_reason = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(SubmissionState.choices)
    version = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    due_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    is_late = serializers.BooleanField()
    return_note = serializers.CharField(allow_blank=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    values = serializers.SerializerMethodField()

    def get_week(self, row) -> str:
        return Week(row.iso_year, row.iso_week).label

    def get_values(self, row) -> KeptCellSerializer(many=True):
        return KeptCellSerializer(cells_of(row), many=True).data


EXAMPLE = OpenApiExample(
    "a week of the incident process",
    request_only=True,
    value={
        "process": "incident",
        "department": "operations",
        "week": "2026-W08",
        "values": [
            {"measure": "inc_resolved", "slice_start": "2026-02-16", "value": "128"},
            {
                "measure": "inc_reopened",
                "slice_start": "2026-02-16",
                "value": None,
                "no_data_reason": "the tool was down",
            },
        ],
        "submit": True,
    },
)


def take_week(request, body):
    """A week goes through the same checks and the same service as the form; told as it was stored."""
    if not isinstance(body, dict):
        raise ValidationError([_("Send a JSON object here.")])
    asked = WeekSerializer(data=body)
    asked.is_valid(raise_exception=True)
    facts = asked.validated_data
    assignment = assignment_of(request.user, facts)
    cells, places = cells_typed(facts)
    entry = WeekEntry(cells, facts.get("note", ""), facts.get("version"), via="rest")
    try:
        row, is_new = take_in_week(
            assignment,
            facts["week"],
            entry,
            intent=Intent(facts.get("submit", False), facts.get("correction_reason", "")),
            by=request.user,
            at=timezone.now(),
        )
    except (CannotSubmit, CannotTakeIn) as refusal:
        if not refusal.problems:
            raise
        raise ValidationError(problems_at(refusal.problems, places)) from refusal
    # Values as JSON will carry them, so that a repetition is the same to the byte.
    kept = json.loads(json.dumps(SubmissionSerializer(row).data, default=str))
    return Answer(201 if is_new else 200, kept)


def assignment_of(person, facts):
    place = Place(facts["process"], facts["department"], facts.get("project", ""))
    assignment = assignment_at(person, place, facts["week"])
    if assignment is None:
        sentence = _("Nobody reports this process for this department in this week.")
        raise ValidationError({"process": [sentence]})
    return assignment


def cells_typed(facts):
    """The cells by measure and slice, and where in the request each was sent."""
    parts = parts_of(facts["week"])
    cells, places, problems = {}, {}, {}
    for index, cell in enumerate(facts["values"]):
        start = cell.get("slice_start") or (next(iter(parts)) if len(parts) == 1 else "")
        if start not in parts:
            sentence = _("This week is entered in parts that begin on: %(days)s.")
            problems[f"values[{index}].slice_start"] = [sentence % {"days": ", ".join(parts)}]
            continue
        key = (cell["measure"], parts[start])
        if key in places:
            problems[f"values[{index}].measure"] = [_("This measure is sent twice for one part.")]
        if cell.get("grade") and cell.get("value") is not None:
            problems[f"values[{index}].grade"] = [_("Send a number or a grade, not both.")]
        places[key] = index
        cells[key] = Typed(
            cell.get("grade") or cell.get("value"),
            cell.get("no_data_reason", ""),
            cell.get("reason", ""),
            cell.get("narrative", ""),
        )
    if problems:
        raise ValidationError(problems)
    return cells, places


def problems_at(problems, places):
    """Each problem at the place in the request that caused it; what was left out, at `values`."""
    found = {}
    for problem in problems:
        index = places.get(problem.key)
        if index is None:
            where = "values"
            sentence = f"{problem.code} {problem.part.start}: {problem.sentence}"
        else:
            name = "measure" if problem.kind == "unknown" else problem.part_of_cell
            where, sentence = f"values[{index}].{name}", problem.sentence
        found.setdefault(where, []).append(sentence)
    return found
