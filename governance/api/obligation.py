"""What is owed, by whom, for which period and by when, for machines (design §5)."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from governance.api.guard import ANYBODY
from governance.lib.rest import Door
from governance.lib.rest_error import READING, errors
from governance.lib.rest_page import PAGING, page_of, page_schema
from governance.lib.rest_query import Parameter, read_query
from governance.models import Obligation
from governance.states import ObligationKind, ObligationState, Role, Scope

QUERY = (
    Parameter(
        "state", _("Only those in this state."), choices=tuple(ObligationState.values), many=True
    ),
    Parameter(
        "kind", _("Only those of this kind."), choices=tuple(ObligationKind.values), many=True
    ),
    *PAGING,
)


class ObligationSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(ObligationKind.choices)
    clause = serializers.CharField(help_text="The policy's clause, like 6.4.2②.")
    subject = serializers.CharField(help_text="What it is owed for: a stable key within the kind.")
    period = serializers.CharField(help_text="2026-W08, 2026-02, 2026-Q1 or 2026.")
    title = serializers.CharField()
    title_en = serializers.CharField(allow_blank=True)
    responsible = serializers.CharField(source="responsible.name", default=None, allow_null=True)
    responsible_role = serializers.ChoiceField(Role.choices, allow_blank=True)
    department = serializers.CharField(source="department.code", default=None, allow_null=True)
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    state = serializers.ChoiceField(ObligationState.choices)
    done_at = serializers.DateTimeField(allow_null=True)
    is_backfilled = serializers.BooleanField(
        help_text="Created after its time, when the clock had stood still."
    )


class Obligations(Door):
    permission = ANYBODY
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_obligations",
        summary="What is owed",
        description="Obligations that you may see, earliest due first: all for PMO, committee and auditor, "
        "else your own and your department's.",
        parameters=[each.described() for each in QUERY],
        responses={200: page_schema(ObligationSerializer), **errors(*READING)},
        tags=["governance"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        rows = Obligation.objects.visible_to(request.user).select_related(
            "responsible", "department"
        )
        for name in ("state", "kind"):
            if query[name]:
                rows = rows.filter(**{f"{name}__in": query[name]})
        page = page_of(request, rows, query, order=("due_at", "id"))
        return Response(page.body(ObligationSerializer(page.rows, many=True).data))
