"""The OpenAPI document of the doors, and how a token is shown in it."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.renderers import JSONRenderer

from governance.api.guard import ANYBODY
from governance.lib.rest import Door
from governance.lib.rest_query import read_query
from governance.states import Scope


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = "governance.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token from 系统 → 访问令牌, in the header: `Authorization: Bearer pgt_…`.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "governance.api.authentication.PersonAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The session of a signed-in person; writing needs X-CSRFToken too.",
        }


class OpenApi(Door, SpectacularAPIView):
    permission = ANYBODY
    scopes = dict.fromkeys(["GET"], Scope.KPI_READ)
    renderer_classes = [OpenApiJsonRenderer, JSONRenderer, OpenApiYamlRenderer]
    throttle_classes = Door.throttle_classes
    authentication_classes = Door.authentication_classes
    permission_classes = Door.permission_classes

    @extend_schema(exclude=True)
    def get(self, request, *args, **kwargs):
        read_query(request, ())
        return super().get(request, *args, **kwargs)
