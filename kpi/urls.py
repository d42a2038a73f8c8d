"""Addresses of the kpi pages."""

from django.urls import path

from kpi.views import (
    adoption,
    board,
    coverage,
    deviation,
    indicator,
    own_indicator,
    report,
    report_document,
    source,
    weekly,
)

app_name = "kpi"
urlpatterns = [
    path("indicators/", indicator.indicator_list, name="indicators"),
    path("indicators/coverage/", coverage.indicator_coverage, name="indicator-coverage"),
    path(
        "indicators/coverage/<slug:process>/<str:dimension>/",
        coverage.exemption_declare,
        name="exemption-declare",
    ),
    path("indicators/exemptions/<int:pk>/lift/", coverage.exemption_lift, name="exemption-lift"),
    path("indicators/new/", own_indicator.indicator_new, name="indicator-new"),
    path("indicators/measures/new/", own_indicator.measure_new, name="measure-new"),
    path("indicators/formula/", own_indicator.formula_check, name="formula-check"),
    path("indicators/starter-set/", adoption.starter_adopt, name="starter-adopt"),
    path(
        "indicators/proposals/<int:pk>/<slug:step>/", adoption.proposal_step, name="proposal-step"
    ),
    path(
        "indicators/<int:pk>/retire/",
        adoption.indicator_retire,
        name="indicator-retire",
    ),
    path("indicators/<str:code>/", indicator.indicator_detail, name="indicator-detail"),
    path("indicators/<str:code>/adopt/", adoption.indicator_adopt, name="indicator-adopt"),
    path(
        "indicators/<str:code>/figures/<str:period>/",
        indicator.indicator_figure,
        name="indicator-figure",
    ),
    path("indicators/<str:code>/target/", adoption.target_propose, name="target-propose"),
    path("indicators/<str:code>/formula/", adoption.formula_propose, name="formula-propose"),
    path("sources/", source.source_list, name="sources"),
    path("sources/new/", source.source_new, name="source-new"),
    path("sources/<int:pk>/", source.source_detail, name="source-detail"),
    path("sources/<int:pk>/upload/", source.source_upload, name="source-upload"),
    path("sources/<int:pk>/mapping/", source.source_mapping, name="source-mapping"),
    path("sources/<int:pk>/tickets/", source.source_tickets, name="source-tickets"),
    path("sources/<int:pk>/imports/<int:import_pk>/", source.source_import, name="source-import"),
    path("weekly/", weekly.weekly_list, name="weekly"),
    path("weekly/<int:assignment>/<str:week>/", weekly.weekly_form, name="weekly-form"),
    path("weekly/<int:assignment>/<str:week>/draft/", weekly.weekly_draft, name="weekly-draft"),
    path("submissions/<int:pk>/<slug:step>/", weekly.submission_step, name="submission-step"),
    path("board/", board.board, name="board"),
    path("board/accept/", board.board_accept, name="board-accept"),
    path("board/remind/", board.board_remind, name="board-remind"),
    path("deviations/", deviation.deviation_list, name="deviations"),
    path("deviations/<int:pk>/", deviation.deviation_detail, name="deviation"),
    path("deviations/<int:pk>/settle/", deviation.deviation_settle, name="deviation-settle"),
    path("deviations/<int:pk>/ask/", deviation.deviation_ask, name="deviation-ask"),
    path("reports/", report.report_list, name="reports"),
    path("reports/compile/", report.report_compile, name="report-compile"),
    path("reports/<int:pk>/", report.report_detail, name="report"),
    path("reports/<int:pk>/pdf/", report_document.report_pdf, name="report-pdf"),
    path("reports/<int:pk>/document/", report_document.report_document, name="report-document"),
    path("reports/<int:pk>/sections/<slug:kind>/", report.report_section, name="report-section"),
    path(
        "reports/<int:pk>/sections/<slug:kind>/<slug:process>/",
        report.report_section,
        name="report-comment",
    ),
    path(
        "reports/<int:pk>/deviations/<str:code>/", report.report_deviation, name="report-deviation"
    ),
    path("reports/<int:pk>/steps/<slug:step>/", report.report_step, name="report-step"),
]
