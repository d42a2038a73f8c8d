"""The committee's resolutions for machines: outcome, count, dissent, conditions and how they stand (5.1, G20)."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from governance.lib.rest import Door
from governance.lib.rest_error import READING, errors
from governance.lib.rest_page import PAGING, page_of, page_schema
from governance.lib.rest_query import Parameter, read_query
from governance.models import Resolution, ResolutionCondition
from governance.permissions import Permission
from governance.selectors.calendar import local_moment
from governance.selectors.resolution import UNMET, with_conditions, year_of_text
from governance.states import ApprovalKind, Ballot, ConditionState, Outcome, Scope

QUERY = (
    Parameter("outcome", _("Only those that ended so."), choices=tuple(Outcome.values), many=True),
    Parameter(
        "kind", _("Only those about this kind of subject."), choices=tuple(ApprovalKind.values)
    ),
    Parameter(
        "year",
        _("Only those closed in this year, like 2026."),
        read=year_of_text,
        schema={"type": "string", "pattern": "^[12][0-9]{3}$"},
    ),
    Parameter(
        "conditions",
        _("“unmet”: only those with a condition that is open or waits for confirmation."),
        choices=("unmet",),
    ),
    *PAGING,
)


class ConditionSerializer(serializers.Serializer):
    position = serializers.IntegerField()
    text = serializers.CharField()
    responsible = serializers.CharField(source="responsible.name")
    department = serializers.CharField(source="department.code", default=None, allow_null=True)
    due_on = serializers.DateField()
    state = serializers.ChoiceField(ConditionState.choices)
    met_at = serializers.DateTimeField(allow_null=True)


class DissentSerializer(serializers.Serializer):
    name = serializers.CharField()
    ballot = serializers.ChoiceField([Ballot.OPPOSE.value, Ballot.RETURN.value])
    reason = serializers.CharField(allow_blank=True)


class ResolutionSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    title = serializers.CharField()
    title_en = serializers.CharField(allow_blank=True)
    kind = serializers.SerializerMethodField(help_text="What was decided about, else null.")
    subject = serializers.SerializerMethodField(
        help_text="The record that was decided about: its kind and key, else null."
    )
    outcome = serializers.ChoiceField(Outcome.choices)
    text = serializers.CharField(allow_blank=True)
    meeting = serializers.CharField(
        source="meeting.number",
        default=None,
        allow_null=True,
        help_text="Number of the meeting; null for a decision in writing.",
    )
    tally = serializers.DictField(
        help_text="The frozen count with its arithmetic; shares as text, like 2/3."
    )
    dissent = DissentSerializer(many=True)
    conditions = ConditionSerializer(many=True)
    content_sha256 = serializers.CharField(help_text="Of the content that was decided.")
    closed_by = serializers.CharField(source="closed_by.name")
    closed_at = serializers.DateTimeField()

    def get_kind(self, row) -> serializers.ChoiceField(ApprovalKind.choices, allow_null=True):
        return row.approval.kind if row.approval else None

    def get_subject(self, row) -> serializers.CharField(allow_null=True):
        return f"{row.approval.object_type}:{row.approval.object_key}" if row.approval else None


def resolutions_of(person):
    """The resolutions a person may read, with everything an answer says."""
    rows = Resolution.objects.visible_to(person).select_related("approval", "meeting", "closed_by")
    return with_conditions(rows)


class Resolutions(Door):
    permission = Permission.COMMITTEE_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_resolutions",
        summary="The register of resolutions",
        description="What the committee decided, earliest first.",
        parameters=[each.described() for each in QUERY],
        responses={200: page_schema(ResolutionSerializer), **errors(*READING)},
        tags=["governance"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        rows = resolutions_of(request.user)
        if query["outcome"]:
            rows = rows.filter(outcome__in=query["outcome"])
        if query["kind"]:
            rows = rows.filter(approval__kind=query["kind"])
        if query["year"]:
            first, last = query["year"]
            rows = rows.filter(closed_at__gte=local_moment(first), closed_at__lt=local_moment(last))
        if query["conditions"]:
            unmet = ResolutionCondition.objects.visible_to(request.user).filter(state__in=UNMET)
            rows = rows.filter(pk__in=unmet.values("resolution"))
        page = page_of(request, rows, query, order=("closed_at", "id"))
        return Response(page.body(ResolutionSerializer(page.rows, many=True).data))


class OneResolution(Door):
    permission = Permission.COMMITTEE_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="read_resolution",
        summary="One resolution",
        responses={200: ResolutionSerializer, **errors(*READING, 404)},
        tags=["governance"],
    )
    def get(self, request, pk):
        read_query(request, ())
        row = resolutions_of(request.user).filter(pk=pk).first()
        if row is None:
            raise Http404
        return Response(ResolutionSerializer(row).data)
