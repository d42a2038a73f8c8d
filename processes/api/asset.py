"""The library for machines: assets by their label, their versions, and the files of what is in the library (R16)."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiResponse, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response

from governance.lib.rest import Door
from governance.lib.rest_error import READING, errors
from governance.lib.rest_page import PAGING, page_of, page_schema
from governance.lib.rest_query import Parameter, read_query
from governance.lib.upload_door import as_download
from governance.permissions import Permission
from governance.services.stored_file import read_file
from governance.states import Scope
from processes.models import Asset
from processes.selectors.asset import accepted_lines, file_in_library, with_library_version
from processes.services.asset import log_download
from processes.states import AssetState

QUERY = (
    Parameter("kind", _("Only assets of this kind."), choices=tuple(Asset.Kind.values)),
    Parameter("label", _("Only assets with this label."), choices=tuple(Asset.Label.values)),
    Parameter("state", _("Only assets in this state."), choices=tuple(AssetState.values)),
    Parameter("process", _("Only assets of this process, by its code.")),
    *PAGING,
)


class AssetSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(Asset.Kind.choices)
    title = serializers.CharField()
    process = serializers.CharField(
        source="process.code",
        default=None,
        allow_null=True,
        help_text="Its code; null for the framework as a whole.",
    )
    label = serializers.ChoiceField(Asset.Label.choices)
    owner = serializers.CharField(source="owner.name")
    state = serializers.ChoiceField(AssetState.choices)
    produced_by = serializers.CharField(
        source="source_title", allow_blank=True, help_text="The record it came out of."
    )
    added_at = serializers.DateTimeField()
    library_version = serializers.CharField(
        source="library_label",
        allow_null=True,
        help_text="The newest version in the library; null before the first.",
    )
    library_at = serializers.DateTimeField(allow_null=True)


class AssetFileSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    kind = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    is_active = serializers.BooleanField(help_text="Holds macros, scripts or the like.")


class AssetVersionSerializer(serializers.Serializer):
    label = serializers.CharField(source="version.label")
    summary = serializers.CharField(source="version.summary", allow_blank=True)
    accepted_at = serializers.DateTimeField(source="version.accepted_at")
    accepted_by = serializers.CharField(source="version.accepted_by.name")
    files = AssetFileSerializer(many=True)


class AssetDetailSerializer(AssetSerializer):
    versions = AssetVersionSerializer(
        many=True, source="lines", help_text="Those in the library, the newest first."
    )


class BytesRenderer(BaseRenderer):
    """Says that files are handed out here; their bytes pass by the framework untouched."""

    media_type = "application/octet-stream"
    format = "bin"
    render_style = "binary"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return data


class Assets(Door):
    permission = Permission.ASSET_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="list_assets",
        summary="The library of process assets",
        description="What the token's person may read by label; what is in preparation only to those who prepare it.",
        parameters=[each.described() for each in QUERY],
        responses={200: page_schema(AssetSerializer), **errors(*READING)},
        tags=["processes"],
    )
    def get(self, request):
        query = read_query(request, QUERY)
        rows = with_library_version(Asset.objects.visible_to(request.user))
        for name, column in (
            ("kind", "kind"),
            ("label", "label"),
            ("state", "state"),
            ("process", "process__code"),
        ):
            if query[name]:
                rows = rows.filter(**{column: query[name]})
        rows = rows.select_related("process", "owner")
        page = page_of(request, rows, query, order=("id",))
        return Response(page.body(AssetSerializer(page.rows, many=True).data))


class OneAsset(Door):
    permission = Permission.ASSET_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)

    @extend_schema(
        operation_id="read_asset",
        summary="One asset with its versions in the library",
        responses={200: AssetDetailSerializer, **errors(*READING, 404)},
        tags=["processes"],
    )
    def get(self, request, pk):
        read_query(request, ())
        asset = _asset(request, pk)
        asset.lines = accepted_lines(asset, request.user)
        return Response(AssetDetailSerializer(asset).data)


class AssetFile(Door):
    permission = Permission.ASSET_VIEW
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)
    renderer_classes = [BytesRenderer, JSONRenderer]

    @extend_schema(
        operation_id="read_asset_file",
        summary="The bytes of a file in the library",
        description="Always as an attachment. Of a restricted asset every download is logged. Bytes that no longer "
        "match their hash are refused with 409.",
        responses={
            200: OpenApiResponse(OpenApiTypes.BINARY, description="The file."),
            **errors(*READING, 404, 409),
        },
        tags=["processes"],
    )
    def get(self, request, pk, file):
        read_query(request, ())
        asset = _asset(request, pk)
        found = file_in_library(asset, file, request.user)
        if found is None:
            raise Http404
        content = read_file(found)
        log_download(asset, found, by=request.user, at=timezone.now())
        return as_download(content, found.name, found.kind)


def _asset(request, pk):
    rows = with_library_version(Asset.objects.visible_to(request.user))
    return get_object_or_404(rows.select_related("process", "owner"), pk=pk)
