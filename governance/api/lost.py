"""Addresses under /api/ that do not exist, answered in the shape of every other error."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound

from governance.api.guard import ANYBODY
from governance.lib.rest import Door


@extend_schema(exclude=True)
class Lost(Door):
    permission = ANYBODY

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        sentence = _("There is nothing at this address.")
        if not request.path.endswith("/"):
            sentence = _("There is nothing at this address; addresses end with a slash.")
        raise NotFound(sentence)
