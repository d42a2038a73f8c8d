"""A week's data from a program: the third mouth of the same service as form and sheet (6.4.2②, issue 2 §5)."""

import hashlib
import json
import re

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from governance.lib.numbers import BadDate, parse_date, plain
from governance.lib.periods import BadPeriod, Week
from governance.lib.rest import Door, NumberField, StrictSerializer, TextField, YesNoField, body_of
from governance.lib.rest_error import READING, WRITING, errors
from governance.lib.rest_query import read_query
from governance.models import ApiToken
from governance.permissions import Permission
from governance.services.idempotency import Answer, Keyed, answer_once
from governance.states import Scope
from kpi.formulas.entry import Typed
from kpi.selectors.intake import Place, assignment_at, cells_of, parts_of, submission_seen
from kpi.services.entry import WeekEntry
from kpi.services.intake import CannotTakeIn, take_in_week
from kpi.services.submission import CannotSubmit
from kpi.states import SubmissionState

KEY = re.compile(r'"?([\x21\x23-\x7e][\x20\x21\x23-\x7e]{0,254})"?', re.ASCII)
MOST_VALUES = 500
LONGEST_NOTE = 2000


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
    no_data_reason = TextField(required=False, allow_blank=True, max_length=300)
    reason = TextField(
        required=False, allow_blank=True, max_length=300, help_text="Why a number is unusual."
    )


class SubmissionRequestSerializer(StrictSerializer):
    process = TextField(max_length=40, help_text="Code of the process.")
    department = TextField(max_length=40, help_text="Code of the department.")
    project = TextField(max_length=40, required=False, help_text="Code of the project, if any.")
    week = WeekField(help_text="ISO week, like 2026-W08.")
    values = CellSerializer(many=True, max_length=MOST_VALUES)
    note = TextField(required=False, allow_blank=True, max_length=LONGEST_NOTE)
    submit = YesNoField(
        required=False, help_text="true hands the week in; false, or left out, keeps a draft."
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
    revision = serializers.IntegerField()
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
IDEMPOTENCY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": r"^[!#-~]+$"},
    OpenApiParameter.HEADER,
    description="A name of your own for this request. Sent again with the same body it does nothing "
    "twice and hears the first answer (Idempotency-Replayed: true); kept for 7 days.",
)


class Submissions(Door):
    permission = (Permission.SUBMISSION_ENTER, Permission.SUBMISSION_ACCEPT)
    scopes = dict.fromkeys(["POST"], Scope.DATA_WRITE)

    @extend_schema(
        operation_id="create_submission",
        summary="Hand in a week's data",
        description="The data of one process, department and week, whole or not at all: checked by the same "
        "rules as the form, accepted later by a person. A week that was handed in already answers 409 "
        "and names the record in `existing`; a draft begun by somebody else answers 428 until its "
        "version is sent.",
        parameters=[IDEMPOTENCY],
        request=SubmissionRequestSerializer,
        examples=[EXAMPLE],
        responses={
            201: OpenApiResponse(SubmissionSerializer, "Stored."),
            200: OpenApiResponse(SubmissionSerializer, "A draft that was there is replaced."),
            **errors(*WRITING, 428),
        },
        tags=["kpi"],
    )
    def post(self, request):
        read_query(request, ())
        body = body_of(request)
        key = key_of(request)
        if key is None:
            with transaction.atomic():
                answer = self.act(request, body)
            return self.response(answer, is_repetition=False)
        token = request.auth if isinstance(request.auth, ApiToken) else None
        keyed = Keyed(request.user, token, key, digest_of(request, body))
        answer, is_repetition = answer_once(
            keyed, lambda: self.act(request, body), at=timezone.now()
        )
        return self.response(answer, is_repetition=is_repetition)

    def act(self, request, body):
        asked = SubmissionRequestSerializer(data=body)
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
                submit=facts.get("submit", False),
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

    @staticmethod
    def response(answer, *, is_repetition):
        headers = {"Location": reverse("api:submission", args=[answer.body["id"]])}
        if is_repetition:
            headers["Idempotency-Replayed"] = "true"
        return Response(answer.body, status=answer.status, headers=headers)


class OneSubmission(Door):
    permission = (
        Permission.SUBMISSION_ENTER,
        Permission.SUBMISSION_ACCEPT,
        Permission.BOARD_VIEW,
    )
    scopes = dict.fromkeys(["GET"], Scope.DATA_WRITE)

    @extend_schema(
        operation_id="read_submission",
        summary="One week's data",
        responses={200: SubmissionSerializer, **errors(*READING, 404)},
        tags=["kpi"],
    )
    def get(self, request, pk):
        read_query(request, ())
        row = submission_seen(request.user, pk)
        if row is None:
            raise Http404
        return Response(SubmissionSerializer(row).data)


def key_of(request):
    """The request's own name, of at most 255 printable characters, with or without quotation marks."""
    text = request.headers.get("Idempotency-Key")
    if text is None:
        return None
    match = KEY.fullmatch(text.strip())
    if match is None:
        sentence = _("Send 1 to 255 printable ASCII characters.")
        raise ValidationError({"Idempotency-Key": [sentence]})
    return match[1]


def digest_of(request, body):
    """Two requests are the same when address and content are; blanks and the order of names do not matter."""
    text = json.dumps(
        [request.method, request.path, body], sort_keys=True, default=str, ensure_ascii=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


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
        places[key] = index
        cells[key] = Typed(
            cell.get("value"), cell.get("no_data_reason", ""), cell.get("reason", "")
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
