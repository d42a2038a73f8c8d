"""Addresses of the kpi pages."""

from django.urls import path

from kpi.views import (
    board,
    deviation,
    indicator,
    report,
    report_document,
    source,
    upload,
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
    path(
        "weekly/<int:assignment>/<str:week>/template/",
        upload.template_week,
        name="template-week",
    ),
    path("weekly/template/", upload.template_own, name="template-own"),
    path("weekly/upload/", upload.upload_new, name="upload-new"),
    path("uploads/<int:pk>/", upload.upload_detail, name="upload"),
    path("uploads/<int:pk>/file/", upload.upload_file, name="upload-file"),
    path("uploads/<int:pk>/marked/", upload.upload_marked, name="upload-marked"),
    path("uploads/<int:pk>/<slug:step>/", upload.upload_step, name="upload-step"),
    path("submissions/<int:pk>/<slug:step>/", weekly.submission_step, name="submission-step"),
    path("board/", board.board, name="board"),
    path("board/accept/", board.board_accept, name="board-accept"),
    path("board/remind/", board.board_remind, name="board-remind"),
    path("deviations/", deviation.deviation_list, name="deviations"),
    path("deviations/<int:pk>/", deviation.deviation_detail, name="deviation"),
    path("deviations/<int:pk>/settle/", deviation.deviation_settle, name="deviation-settle"),
    path("deviations/<int:pk>/ask/", deviation.deviation_ask, name="deviation-ask"),
    path("board/template/", upload.template_department, name="template-department"),
    path("board/history/", upload.history, name="history"),
    path("board/history/head/", upload.history_head, name="history-head"),
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
