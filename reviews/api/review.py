"""Reviews and their items for machines: what was reviewed, what was asked for, what became of it (6.4.3)."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from governance.lib.rest import Door
from governance.lib.rest_error import READING, errors
from governance.lib.rest_page import PAGING, page_of, page_schema
from governance.lib.rest_query import Parameter, read_query
from governance.permissions import Permission
from governance.states import Scope
from reviews.models import Review, ReviewItem
from reviews.states import ItemState, ReviewKind, ReviewState, TriggerKind

REVIEW_QUERY = (
    Parameter("kind", _("Only reviews of this kind."), choices=tuple(ReviewKind.values)),
    Parameter("state", _("Only reviews in this state."), choices=tuple(ReviewState.values)),
    Parameter("period", _("Only reviews of this period, like 2026-Q2.")),
    *PAGING,
)
ITEM_QUERY = (
    Parameter("state", _("Only items in this state."), choices=tuple(ItemState.values)),
    Parameter("department", _("Only items of this department (its code).")),
    *PAGING,
)


class ReviewTriggerSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(TriggerKind.choices)
    happened_at = serializers.DateTimeField()
    evidence = serializers.CharField()


class ReviewSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(ReviewKind.choices)
    period = serializers.CharField()
    start = serializers.DateField()
    end = serializers.DateField()
    number = serializers.CharField(allow_blank=True, help_text="Given with the signature.")
    state = serializers.ChoiceField(ReviewState.choices)
    trigger = ReviewTriggerSerializer(allow_null=True)
    convened_at = serializers.DateTimeField(allow_null=True)
    began_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    problems = serializers.CharField(allow_blank=True)
    directions = serializers.CharField(allow_blank=True)
    suitability = serializers.CharField(allow_blank=True)
    adequacy = serializers.CharField(allow_blank=True)
    effectiveness = serializers.CharField(allow_blank=True)
    decisions = serializers.CharField(allow_blank=True)
    no_items_reason = serializers.CharField(allow_blank=True)
    signed_at = serializers.DateTimeField(allow_null=True)
    signed_by = serializers.CharField(source="signed_by.name", allow_null=True, default=None)
    sha256 = serializers.CharField(source="content_sha256", allow_blank=True)


class ReviewItemSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    review = serializers.IntegerField(source="review_id")
    review_number = serializers.CharField(source="review.number", allow_blank=True)
    position = serializers.IntegerField()
    text = serializers.CharField()
    process = serializers.CharField(source="process.code", allow_null=True, default=None)
    department = serializers.CharField(source="department.code", allow_null=True, default=None)
    responsible = serializers.CharField(source="responsible.name", allow_null=True, default=None)
    due_on = serializers.DateField(allow_null=True)
    verification = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(ItemState.choices)
    ended_at = serializers.DateTimeField(allow_null=True)
    end_note = serializers.CharField(allow_blank=True)


class Reviews(Door):
    permission = Permission.REVIEW_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_reviews",
        summary="The reviews",
        description="Earliest first. Specialists and heads see those that are signed and those they are invited to.",
        parameters=[each.described() for each in REVIEW_QUERY],
        responses={200: page_schema(ReviewSerializer), **errors(*READING)},
        tags=["reviews"],
    )
    def get(self, request):
        query = read_query(request, REVIEW_QUERY)
        rows = Review.objects.visible_to(request.user).select_related("trigger", "signed_by")
        for name in ("kind", "state", "period"):
            if query[name]:
                rows = rows.filter(**{name: query[name]})
        page = page_of(request, rows, query, order=("start", "id"))
        return Response(page.body(ReviewSerializer(page.rows, many=True).data))


class ReviewItems(Door):
    permission = Permission.REVIEW_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_review_items",
        summary="The items of signed review reports",
        parameters=[each.described() for each in ITEM_QUERY],
        responses={200: page_schema(ReviewItemSerializer), **errors(*READING)},
        tags=["reviews"],
    )
    def get(self, request):
        query = read_query(request, ITEM_QUERY)
        rows = (
            ReviewItem.objects.visible_to(request.user)
            .filter(review__state=ReviewState.SIGNED)
            .select_related("review", "process", "department", "responsible")
        )
        for name, column in (("state", "state"), ("department", "department__code")):
            if query[name]:
                rows = rows.filter(**{column: query[name]})
        page = page_of(request, rows, query, order=("review_id", "position", "id"))
        return Response(page.body(ReviewItemSerializer(page.rows, many=True).data))
