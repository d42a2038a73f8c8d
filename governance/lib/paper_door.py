"""A printed document leaves with its hash checked, under a name that says what it is (design §5)."""

import hashlib
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

WORD = "docx"


def hand_out_paper(
    request: HttpRequest, content: bytes, *, sha256: str, kind: str, name: str, back: str
) -> HttpResponse:
    """The bytes as they were stored; bytes that no longer match their hash are not handed out, the reader goes `back`.

    `name` is the whole name of the file, `kind` its content type. A browser shows a PDF; it saves
    what it cannot show, and what is asked for with `?download`.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        messages.error(
            request,
            _("The stored document no longer matches its hash; the auditor must look at it."),
        )
        return HttpResponseRedirect(back)
    response = HttpResponse(content, content_type=kind)
    # No browser shows a Word file itself.
    is_saved = "download" in request.GET or name.endswith(f".{WORD}")
    place = "attachment" if is_saved else "inline"
    response["Content-Disposition"] = f"{place}; filename*=UTF-8''{quote(name)}"
    response["ETag"] = f'"{sha256}"'
    response["Cache-Control"] = "private, no-cache"
    return response
