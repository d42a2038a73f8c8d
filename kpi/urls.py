"""Addresses of the kpi pages."""

from django.urls import path

from kpi.views import (
    board,
    deviation,
    indicator,
    report,
    report_compare,
    report_document,
    report_list,
    report_template,
    source,
    weekly,
)

app_name = "kpi"
urlpatterns = [
    path("indicators/", indicator.indicator_list, name="indicators"),
    path("indicators/starter-set/", indicator.starter_adopt, name="starter-adopt"),
    path("indicators/<int:pk>/steps/<slug:step>/", indicator.indicator_step, name="indicator-step"),
    path("indicators/<str:code>/", indicator.indicator_detail, name="indicator-detail"),
    path("indicators/<str:code>/target/", indicator.target_set, name="target-set"),
    path("indicators/<str:code>/formula/", indicator.definition_revise, name="definition-revise"),
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
    path("reports/", report_list.report_list, name="reports"),
    path("reports/new/", report_list.report_new, name="report-new"),
    path("reports/outlines/<slug:kind>/", report_list.report_outline, name="report-outline"),
    path("reports/compile/", report.report_compile, name="report-compile"),
    path("reports/compare/", report_compare.report_compare, name="report-compare"),
    path("reports/template/", report_template.report_template, name="report-template"),
    path("reports/<int:pk>/", report.report_detail, name="report"),
    path("reports/<int:pk>/pdf/", report_document.report_pdf, name="report-pdf"),
    path("reports/<int:pk>/docx/", report_document.report_docx, name="report-docx"),
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
    path("reports/<int:pk>/findings/<str:code>/", report.report_finding, name="report-finding"),
    path("reports/<int:pk>/steps/<slug:step>/", report.report_step, name="report-step"),
]
