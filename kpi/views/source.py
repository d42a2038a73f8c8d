"""Ticket sources: declare one, hand in exports, read the figures and open each to its tickets."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.nudge import nudge
from governance.lib.periods import GRAINS, AnyPeriod, BadPeriod, Month, Slice, parse_period
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.selectors.audit import timeline_of
from governance.selectors.calendar import local_day
from kpi.forms.ticket_file import ExportForm
from kpi.forms.ticket_mapping import SourceForm
from kpi.models import DataSource, TicketImport
from kpi.selectors.source import (
    choices_of,
    figure_page,
    import_page,
    imports_of,
    label_of,
    sources_seen,
)
from kpi.selectors.ticket import (
    Cut,
    indicators_fed,
    latest_month,
    mapping_of,
    measure_shown_first,
    ticket_lines,
    tickets_behind,
)
from kpi.services.ticket import declare_source
from kpi.services.ticket_upload import Upload, receive_export
from kpi.views.figure_listing import figures_listing
from kpi.views.listing import SOURCES, ticket_listing

PER_PAGE = 50


@require_safe
@requires(Permission.SOURCE_VIEW)
def source_list(request: HttpRequest) -> HttpResponse:
    lines = sources_seen(request.user)
    if file_wanted(request):
        return list_file(request, SOURCES, lines, at=timezone.now())
    context = {
        "lines": lines,
        "may_declare": has_permission(request.user, Permission.SOURCE_DECLARE),
    }
    return render(request, "kpi/source_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SOURCE_DECLARE)
def source_new(request: HttpRequest) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SourceForm(*sent, person=request.user)
    if form.is_valid():
        try:
            source = declare_source(
                form.cleaned_data["declaration"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("The source is declared. Hand in its first export."))
            return redirect("kpi:source-detail", source.pk)
    return render(request, "kpi/source_form.html", {"form": form})


@require_safe
@requires(Permission.SOURCE_VIEW)
def source_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return _source_page(request, _source(request, pk), ExportForm())


@require_POST
@requires(Permission.SOURCE_IMPORT)
def source_upload(request: HttpRequest, pk: int) -> HttpResponse:
    source = _source(request, pk)
    form = ExportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _source_page(request, source, form)
    file = form.cleaned_data["file"]
    try:
        row = receive_export(source, Upload(file.name, file), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, source_address(source))
    nudge("portal.run_jobs")
    return redirect("kpi:source-import", source.pk, row.pk)


@require_safe
@requires(Permission.SOURCE_VIEW)
def source_import(request: HttpRequest, pk: int, import_pk: int) -> HttpResponse:
    rows = TicketImport.objects.visible_to(request.user).select_related("source")
    row = get_object_or_404(rows, pk=import_pk, source_id=pk)
    page = import_page(row)
    template = "kpi/_source_import_state.html" if request.htmx else "kpi/source_import.html"
    return render(request, template, {"page": page, "row": row, "source": row.source})


@require_safe
@requires(Permission.SOURCE_VIEW)
def source_tickets(request: HttpRequest, pk: int) -> HttpResponse:
    source = _source(request, pk)
    mapping = mapping_of(source)
    dimension, _colon, value = request.GET.get("part", "").partition(":")
    measure = request.GET.get("measure") or measure_shown_first(mapping)
    if measure not in mapping.measures or (dimension and dimension not in dict(mapping.dimensions)):
        raise Http404
    try:
        period = (
            _period_asked(request.GET["period"])
            if request.GET.get("period")
            else latest_month(
                source, mapping, measure, otherwise=Month.of(local_day(timezone.now()))
            )
        )
    except BadPeriod as bad:
        raise Http404(str(bad)) from bad
    rows = tickets_behind(source, mapping, Cut(measure, period, dimension, value))
    if file_wanted(request):
        listing = ticket_listing(mapping, mapping.zone)
        return list_file(request, listing, rows, at=timezone.now())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "source": source,
        "page": page,
        "table": ticket_lines(mapping, page.object_list, source_zone=mapping.zone),
        "period": period,
        "part": f"{dimension}：{value}" if dimension else "",
        "label": next(
            (
                label_of(each)
                for each in mapping.figures
                if each.measure == measure and each.kind == "value"
            ),
            measure,
        ),
    }
    return render(request, "kpi/source_tickets.html", context)


def _period_asked(label: str) -> AnyPeriod:
    """A period, or the part of a week on one side of a month's end: what a cell of a figure counts."""
    return Slice.parse(label) if ".." in label else parse_period(label)


@require_safe
@requires(Permission.SOURCE_VIEW)
def source_mapping(request: HttpRequest, pk: int) -> HttpResponse:
    source = _source(request, pk)
    context = {
        "source": source,
        "mapping": mapping_of(source),
        "entries": timeline_of(source),
    }
    return render(request, "kpi/source_mapping.html", context)


def source_address(source: DataSource) -> str:
    return redirect("kpi:source-detail", source.pk).url


def _source(request: HttpRequest, pk: int) -> DataSource:
    rows = DataSource.objects.visible_to(request.user).select_related("process", "department")
    return get_object_or_404(rows, pk=pk)


def _source_page(request: HttpRequest, source: DataSource, form: ExportForm) -> HttpResponse:
    mapping = mapping_of(source)
    grain = request.GET.get("grain", "week")
    grain = grain if grain in GRAINS else "week"
    choices = choices_of(source, mapping)
    chosen = next((each for each in choices if each.key == request.GET.get("part")), None)
    figures = figure_page(source, mapping, grain, last=request.GET.get("to", ""), choice=chosen)
    if file_wanted(request):
        return list_file(
            request, figures_listing(figures.periods), figures.lines, at=timezone.now()
        )
    context: dict[str, Any] = {
        "source": source,
        "form": form,
        "grain": grain,
        "choices": choices,
        "part": chosen.key if chosen else "",
        "figures": figures,
        "imports": list(imports_of(source)[:10]),
        "indicators": list(indicators_fed(source)),
        "may_import": has_permission(request.user, Permission.SOURCE_IMPORT),
        "zone": mapping.zone_name,
    }
    return render(request, "kpi/source_detail.html", context)
