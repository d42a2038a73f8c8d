"""Controlled documents for machines: what holds on a day, and one document with its versions (R1–R4)."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from governance.lib.numbers import BadDate, parse_date
from governance.lib.rest import Door
from governance.lib.rest_error import READING, errors
from governance.lib.rest_page import PAGING, page_of, page_schema
from governance.lib.rest_query import Parameter, read_query
from governance.models import Document, DocumentVersion
from governance.permissions import Permission
from governance.selectors.document_register import holding_among
from governance.states import Classification, DocumentState, Scope


def read_on(text):
    """A day, as every other mouth reads it."""
    try:
        day = parse_date(text)
    except BadDate as bad:
        raise ValueError(str(bad)) from bad
    if day is None:
        raise ValueError(_("This is no day."))
    return day


ON = Parameter(
    "on",
    _("The day asked for, past or future; today where it is left out."),
    read=read_on,
    example="2026-03-01",
    schema=OpenApiTypes.DATE,
)
KIND = Parameter("kind", _("Only documents of this kind."), choices=tuple(Document.Kind.values))
QUERY = (ON, KIND, *PAGING)


class VersionSerializer(serializers.Serializer):
    label = serializers.CharField()
    state = serializers.ChoiceField(DocumentState.choices)
    change_note = serializers.CharField(allow_blank=True)
    is_material = serializers.BooleanField(help_text="Its readers were asked to read it anew.")
    prepared_by = serializers.CharField(allow_blank=True)
    prepared_on = serializers.DateField(allow_null=True)
    reviewed_by = serializers.CharField(allow_blank=True)
    reviewed_on = serializers.DateField(allow_null=True)
    approved_by = serializers.CharField(allow_blank=True)
    approved_on = serializers.DateField(allow_null=True)
    resolution = serializers.CharField(source="resolution.number", default=None, allow_null=True)
    published_on = serializers.DateField(allow_null=True)
    effective_on = serializers.DateField(
        allow_null=True, help_text="Null where the document states none (G47)."
    )
    ended_on = serializers.DateField(allow_null=True, help_text="Its last day in force.")
    content_sha256 = serializers.CharField(allow_blank=True)


class EntrySerializer(serializers.Serializer):
    code = serializers.CharField()
    number = serializers.CharField(allow_blank=True, help_text="Empty where none is known (G51).")
    title = serializers.CharField()
    title_en = serializers.CharField(allow_blank=True)
    kind = serializers.ChoiceField(Document.Kind.choices)
    classification = serializers.ChoiceField(Classification.choices)
    owner = serializers.CharField(source="owner.code", default=None, allow_null=True)
    next_review_on = serializers.DateField(allow_null=True)
    retired_on = serializers.DateField(allow_null=True)


class HoldingSerializer(VersionSerializer):
    document = EntrySerializer()


class DocumentSerializer(EntrySerializer):
    in_force = VersionSerializer(
        allow_null=True, help_text="The version that holds on the day asked for."
    )
    versions = VersionSerializer(
        many=True, source="published", help_text="Every published version, the latest first."
    )


class Documents(Door):
    permission = Permission.DOCUMENT_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_documents",
        summary="Documents in force",
        description="The version of every document that holds on a day, by its dates. Drafts are never here.",
        parameters=[each.described() for each in QUERY],
        responses={200: page_schema(HoldingSerializer), **errors(*READING)},
        tags=["governance"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        day = query["on"] or timezone.localdate()
        rows = DocumentVersion.objects.visible_to(request.user).holding_on(day)
        if query["kind"]:
            rows = rows.filter(document__kind=query["kind"])
        rows = rows.select_related("document__owner", "resolution")
        page = page_of(request, rows, query, order=("document_id", "id"))
        return Response(page.body(HoldingSerializer(page.rows, many=True).data))


class OneDocument(Door):
    permission = Permission.DOCUMENT_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="read_document",
        summary="One document with its published versions",
        parameters=[ON.described()],
        responses={200: DocumentSerializer, **errors(*READING, 404)},
        tags=["governance"],
    )
    def get(self, request, code):
        query = read_query(request, (ON,))
        rows = Document.objects.visible_to(request.user).select_related("owner")
        document = get_object_or_404(rows, code=code)
        unpublished = (DocumentState.DRAFT, DocumentState.DISCARDED)
        document.published = list(
            DocumentVersion.objects.visible_to(request.user)
            .filter(document=document)
            .exclude(state__in=unpublished)
            .select_related("resolution")
            .order_by("-pk")
        )
        day = query["on"] or timezone.localdate()
        document.in_force = holding_among(document.published, day)
        return Response(DocumentSerializer(document).data)
