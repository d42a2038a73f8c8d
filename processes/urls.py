"""Addresses of the processes pages."""

from django.urls import path

from processes.views import (
    activity_role,
    asset,
    asset_file,
    assignment,
    department,
    output_record,
    process,
    project,
)

app_name = "processes"
urlpatterns = [
    path("framework/linkage/", process.linkage, name="linkage"),
    path("processes/<slug:code>/edit/", process.process_edit, name="process-edit"),
    path("processes/<int:pk>/steps/<slug:step>/", process.process_step, name="process-step"),
    path("processes/<slug:code>/raci/", activity_role.raci, name="raci"),
    path("outputs/", output_record.outputs, name="outputs"),
    path("outputs/<int:pk>/", output_record.output, name="output"),
    path("outputs/<int:pk>/expect/", output_record.output_expect, name="output-expect"),
    path("outputs/<int:pk>/end/", output_record.output_end, name="output-end"),
    path(
        "outputs/records/<int:pk>/withdraw/", output_record.record_withdraw, name="record-withdraw"
    ),
    path(
        "outputs/records/<int:pk>/files/<int:file>/", output_record.record_file, name="record-file"
    ),
    path("assets/", asset.assets, name="assets"),
    path("assets/new/", asset.asset_new, name="asset-new"),
    path("assets/<int:pk>/", asset.asset, name="asset"),
    path("assets/<int:pk>/edit/", asset.asset_edit, name="asset-edit"),
    path("assets/<int:pk>/label/", asset.asset_label, name="asset-label"),
    path("assets/<int:pk>/steps/<slug:step>/", asset.asset_step, name="asset-step"),
    path("assets/<int:pk>/downloads/", asset.asset_downloads, name="asset-downloads"),
    path("assets/<int:pk>/files/", asset_file.asset_file_add, name="asset-file-add"),
    path("assets/<int:pk>/files/<int:file>/", asset_file.asset_file, name="asset-file"),
    path(
        "assets/<int:pk>/files/<int:file>/remove/",
        asset_file.asset_file_remove,
        name="asset-file-remove",
    ),
    path("system/assignments/", assignment.assignments, name="assignments"),
    path("system/assignments/<int:pk>/end/", assignment.assignment_end, name="assignment-end"),
    path("system/departments/", department.departments, name="departments"),
    path("system/departments/<slug:code>/", department.department_edit, name="department-edit"),
    path("system/departments/<slug:code>/end/", department.department_end, name="department-end"),
    path("system/projects/", project.projects, name="projects"),
    path("system/projects/<slug:code>/", project.project_edit, name="project-edit"),
    path("system/projects/<slug:code>/end/", project.project_end, name="project-end"),
]
