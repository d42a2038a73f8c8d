"""Tickets from a program, in batches, and what became of them (issue 3 §6, 6.4.2)."""

from decimal import Decimal

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
    inline_serializer,
)
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response

from governance.lib.nudge import nudge
from governance.lib.rest import Door, body_of
from governance.lib.rest_error import READING, WRITING, errors
from governance.lib.rest_key import IDEMPOTENCY
from governance.lib.rest_query import read_query
from governance.lib.strict_json import StrictJSONParser, shown
from governance.permissions import Permission
from governance.services.idempotency import Answer
from governance.states import Scope
from kpi.api.once import answer_keyed
from kpi.api.source import source_named
from kpi.models import TicketImport
from kpi.selectors.source import import_page
from kpi.selectors.ticket import mapping_of
from kpi.services.ticket_batch import receive_tickets
from kpi.states import ImportOutcome

MOST_TICKETS = 5000
MOST_BYTES = 5 << 20
MOST_PROBLEMS = 200
LONGEST_CELL = 10_000


class BatchParser(StrictJSONParser):
    most_bytes = MOST_BYTES


class BadRowSerializer(serializers.Serializer):
    row = serializers.IntegerField(help_text="Line of the batch; 2 is its first ticket.")
    column = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()


class ProgressSerializer(serializers.Serializer):
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    percent = serializers.IntegerField()


class ImportSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    source = serializers.CharField(source="source.code")
    name = serializers.CharField(source="file_name")
    state = serializers.ChoiceField(
        ImportOutcome.choices, source="outcome", help_text="waiting until it has been imported."
    )
    message = serializers.CharField(
        source="sentence", allow_blank=True, help_text="What was done, or why it was refused."
    )
    progress = ProgressSerializer(allow_null=True, help_text="Of the job; null without one.")
    asked_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    tickets = serializers.IntegerField(source="tickets_seen")
    tickets_new = serializers.IntegerField()
    tickets_changed = serializers.IntegerField()
    cells_changed = serializers.IntegerField(help_text="Base measures that were counted anew.")
    first_day = serializers.DateField(allow_null=True, help_text="First day whose cells changed.")
    last_day = serializers.DateField(allow_null=True)
    bad_rows = BadRowSerializer(many=True, help_text="The first 200.")
    bad_rows_count = serializers.IntegerField(source="rows_bad")
    restatements = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField(allow_null=True)),
        help_text="Figures that had been issued and now differ: old value beside new.",
    )


@extend_schema_field(
    {
        "type": "object",
        "additionalProperties": {
            "oneOf": [
                {"type": "string", "maxLength": LONGEST_CELL},
                {"type": "number"},
                {"type": "boolean"},
                {"type": "null"},
            ]
        },
    }
)
class TicketField(serializers.DictField):
    """A ticket by the names of the columns its source's mapping reads."""


EXAMPLE = OpenApiExample(
    "a row of an event log",
    request_only=True,
    value={
        "tickets": [
            {
                "number": "INC0000045",
                "opened_at": "29/2/2016 01:16",
                "resolved_at": None,
                "closed_at": None,
                "priority": "3 - Moderate",
                "made_sla": True,
                "reopen_count": 0,
            }
        ]
    },
)


def told(row):
    """An import as it stands now, with the progress of its job."""
    job = import_page(row).job
    row.progress = job and {
        "done": job.progress_done,
        "total": job.progress_total,
        "percent": job.percent,
    }
    return ImportSerializer(row).data


def tickets_of(body, columns):
    """Every ticket names each column of the mapping and no other; every fault is named."""
    unknown = [name for name in body if name != "tickets"]
    if unknown:
        sentence = _("This field is not known here, or cannot be set.")
        raise ValidationError({shown(name): [sentence] for name in unknown})
    tickets = body.get("tickets")
    if not isinstance(tickets, list) or not 1 <= len(tickets) <= MOST_TICKETS:
        sentence = _("Send a list of 1 to %(most)s tickets.")
        raise ValidationError({"tickets": [sentence % {"most": MOST_TICKETS}]})
    problems, known = {}, frozenset(columns)
    for index, ticket in enumerate(tickets):
        for where, sentence in faults_of(ticket, known):
            problems[f"tickets[{index}]{where}"] = [sentence]
        if len(problems) >= MOST_PROBLEMS:
            break
    if problems:
        raise ValidationError(problems)
    return tickets


def faults_of(ticket, known):
    if not isinstance(ticket, dict):
        yield "", _("Send a JSON object here.")
        return
    for name in sorted(known - ticket.keys()):
        yield f".{shown(name)}", _("The mapping of this source needs this column.")
    for name, value in ticket.items():
        if name not in known:
            yield f".{shown(name)}", _("The mapping of this source does not read this column.")
        elif not isinstance(value, str | int | Decimal | None):
            yield f".{shown(name)}", _("Send a text, a number, true, false or null.")
        elif isinstance(value, str) and len(value) > LONGEST_CELL:
            yield f".{shown(name)}", _("longer than %(most)s characters") % {"most": LONGEST_CELL}


class SourceTickets(Door):
    permission = Permission.SOURCE_IMPORT
    scopes = dict.fromkeys(["POST"], Scope.DATA_WRITE)
    parser_classes = [BatchParser]

    @extend_schema(
        operation_id="send_tickets",
        summary="Send tickets of a source",
        description=f"Up to {MOST_TICKETS} tickets or 5 MB at once; a larger export goes in several batches, "
        "one after the other. Each ticket is an object with the columns that the source's mapping reads "
        "(`columns` of the source), each as the tool exports it; null where it is empty. The batch waits "
        "for a job (202) and is imported whole or not at all, by the same rules as a file; "
        "ask for its outcome at `Location`. Batches of a source are imported in the order they came, "
        "and the rows of an event log go on where the batch before ended, so that all batches together "
        "count what one file would. The same tickets again change nothing.",
        parameters=[IDEMPOTENCY],
        request=inline_serializer(
            "TicketBatch",
            {
                "tickets": serializers.ListField(
                    child=TicketField(), min_length=1, max_length=MOST_TICKETS
                )
            },
        ),
        examples=[EXAMPLE],
        responses={
            202: OpenApiResponse(ImportSerializer, "Waiting for its job; see Location."),
            **errors(*WRITING, 404),
        },
        tags=["kpi"],
    )
    def post(self, request, code):
        read_query(request, ())
        source = source_named(request.user, code)
        body = body_of(request)

        def act():
            mapping = mapping_of(source)
            tickets = tickets_of(body, mapping.needed)
            row = receive_tickets(source, mapping, tickets, by=request.user, at=timezone.now())
            nudge("portal.run_jobs")
            return Answer(202, dict(told(row)))

        answer = answer_keyed(
            request, body, act, location=lambda kept: reverse("api:import", args=[kept["id"]])
        )
        answer["Retry-After"] = "2"
        return answer


class OneImport(Door):
    permission = Permission.SOURCE_VIEW
    scopes = dict.fromkeys(["GET"], Scope.DATA_WRITE)

    @extend_schema(
        operation_id="read_import",
        summary="What became of an import",
        description="`state` is `waiting` until the job has done it; `progress` says how far it is. "
        "`restatements` lists issued figures that differ now.",
        responses={200: ImportSerializer, **errors(*READING, 404)},
        tags=["kpi"],
    )
    def get(self, request, pk):
        read_query(request, ())
        rows = TicketImport.objects.visible_to(request.user).select_related("source")
        row = rows.filter(pk=pk).first() if pk < 1 << 31 else None
        if row is None:
            raise Http404
        return Response(told(row))
