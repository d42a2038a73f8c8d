"""A list in three forms: pages of JSON, all rows as one JSON object, all rows as CSV (quality P3)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from governance.lib.rest_etag import is_known, mark_of, marked, not_modified
from governance.lib.rest_page import PAGING, page_of
from governance.lib.rest_query import Parameter
from governance.lib.stream import csv_stream, item_of, json_stream
from governance.lib.stream_text import Column

if TYPE_CHECKING:
    from django.db.models import QuerySet

FORMS = (
    Parameter(
        "format",
        gettext_lazy("csv gives all rows as one CSV file instead of pages of JSON."),
        choices=("json", "csv"),
        default="json",
    ),
    Parameter(
        "paging",
        gettext_lazy(
            "none gives all rows in one answer, streamed as they are read, with “next” null."
        ),
        choices=("pages", "none"),
        default="pages",
    ),
    *PAGING,
)


class CSVRenderer(BaseRenderer):
    """Says that CSV is spoken here; the rows themselves are streamed past it."""

    media_type = "text/csv"
    format = "csv"

    def render(self, data: Any, *_args: Any, **_kwargs: Any) -> Any:
        return data


@dataclass(frozen=True)
class Listing:
    """What a list gives: its rows with `aliases(columns)`, their order, and a file name for CSV.

    `revision` is asked for a mark that changes whenever a row may have.
    """

    rows: "QuerySet[Any, dict[str, Any]]"
    columns: Sequence[Column]
    order: Sequence[str]
    name: str
    revision: Callable[[], str]


def answer_listing(request: Request, query: dict[str, Any], listing: Listing) -> HttpResponseBase:
    """Whoever asks for everything gets a stream of constant memory, whoever pages a page; both hold the same texts."""
    is_csv = "csv" in {query["format"], request.accepted_renderer.format}
    if not is_csv and query["paging"] != "none":
        page = page_of(request, listing.rows, query, order=listing.order)
        return Response(page.body(item_of(row, listing.columns) for row in page.rows))
    _refuse_paging(request)
    # Asked before the rows are read: a change in between costs one needless pull, never a missed one.
    mark = mark_of(listing.revision(), *_asker(request), is_csv)
    if is_known(request, mark):
        return not_modified(mark)
    stream = csv_stream if is_csv else json_stream
    kind = "text/csv; charset=utf-8" if is_csv else "application/json"
    response = StreamingHttpResponse(
        stream(listing.rows, listing.columns, listing.order), content_type=kind
    )
    if is_csv:
        response["Content-Disposition"] = f'attachment; filename="{listing.name}.csv"'
    return marked(response, mark)


def _asker(request: Request) -> tuple[object, ...]:
    """What the same rows look different by: the question, the language, and the rights of today."""
    person: Any = request.user
    rights = sorted(getattr(person, "roles_of_request", ()))
    question = (request.path, sorted(request.query_params.lists()), get_language())
    return (*question, person.pk, person.department_id, rights, timezone.localdate())


def _refuse_paging(request: Request) -> None:
    paging = {"cursor", "page_size"} & request.query_params.keys()
    if paging:
        sentence = _("All rows are given at once; leave this parameter out.")
        raise ValidationError({name: [sentence] for name in sorted(paging)})
