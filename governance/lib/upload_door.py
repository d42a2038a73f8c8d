"""The door for files: a body over the limit is refused while it comes in, and bytes go out as nothing but a download."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from governance.lib.guard import sentence_of
from governance.lib.plain_form import plain
from governance.lib.uploads import KINDS, MOST_BYTES, NoFileChosen, TooLarge
from governance.lib.workflow import NotAllowed, Refused

View = Callable[..., HttpResponse]
TOO_LARGE = "governance.upload_too_large"


class LimitedHandler(TemporaryFileUploadHandler):
    """Files go to disk as they arrive, and no further than the limit."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """One byte too many ends the upload; the view finds the mark and says so."""
        self.received += len(raw_data)
        if self.received > MOST_BYTES + 1:
            assert self.request is not None  # noqa: S101 -- Django hands it over before the first byte
            self.request.META[TOO_LARGE] = True
            raise StopUpload(connection_reset=False)
        super().receive_data_chunk(raw_data, start)


def takes_files(view: View) -> View:
    """A view that takes files limits them before anything else reads the body, the check of the form's token too."""

    @csrf_exempt
    @wraps(view)
    def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Django's own recipe: the handlers are set before the token is looked for in the body.
        request.upload_handlers = [LimitedHandler(request)]
        return csrf_protect(plain(view))(request, *args, **kwargs)

    return outer


def is_too_large(request: HttpRequest) -> bool:
    """Whether the body was cut off at the limit."""
    return bool(request.META.get(TOO_LARGE))


def sent_file(request: HttpRequest) -> UploadedFile:
    """The file a form brought; of two under one name the first counts (U14). Raises `TooLarge`, `NoFileChosen`."""
    # Reading the files reads the body, which is cut off at the limit.
    sent = request.FILES.getlist("file")
    if is_too_large(request):
        raise TooLarge(_("The file is larger than 20 MB."))
    if not sent:
        raise NoFileChosen(_("Please choose a file."))
    return sent[0]


def file_refused(request: HttpRequest, refusal: Refused, back: str) -> HttpResponse:
    """A file that is not taken or not given out: the sentence, the way back, and the status of its kind (U1, U17, D17)."""
    sentence = sentence_of(request, refusal)
    if isinstance(refusal, NotAllowed):
        raise PermissionDenied(sentence)
    context = {"sentence": sentence, "back": back}
    return render(request, "governance/file_refused.html", context, status=refusal.status)


def as_download(content: bytes, name: str, kind: str) -> HttpResponse:
    """Bytes of others are handed out under our type, as an attachment, sniffed and run by nobody (U11, U12).

    A range is not served: the answer is the whole file.
    """
    response = HttpResponse(content, content_type=KINDS[kind])
    plain = "".join(each if each.isascii() and each.isalnum() else "_" for each in name[:-5])
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain or 'file'}.{kind}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
