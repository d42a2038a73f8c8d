"""Addresses of plan and trainings."""

from django.urls import path

from planning.views import (
    attendance,
    coverage,
    plan_paper,
    resource,
    session,
    session_file,
    session_paper,
)

app_name = "planning"
urlpatterns = [
    path("plans/<int:pk>/resources/", resource.plan_resources, name="plan-resources"),
    path(
        "plans/<int:pk>/documents/<slug:name>/<slug:form>/",
        plan_paper.plan_document,
        name="plan-document",
    ),
    path("plans/resources/<int:pk>/", resource.resource_provide, name="resource-provide"),
    path("trainings/", session.training_list, name="trainings"),
    path("trainings/mine/", attendance.my_training, name="my-training"),
    path("trainings/coverage/", coverage.training_coverage_page, name="training-coverage"),
    path("trainings/new/", session.training_new, name="training-new"),
    path("trainings/<int:pk>/", session.training_detail, name="training"),
    path("trainings/<int:pk>/edit/", session.training_edit, name="training-edit"),
    path("trainings/<int:pk>/plan-again/", session.training_plan_again, name="training-plan-again"),
    path("trainings/<int:pk>/invite/", session.training_invite, name="training-invite"),
    path(
        "trainings/<int:pk>/attendance/", attendance.training_attendance, name="training-attendance"
    ),
    path("trainings/<int:pk>/sign-in/", attendance.training_sign_in, name="training-sign-in"),
    path("trainings/<int:pk>/evaluate/", attendance.training_evaluate, name="training-evaluate"),
    path("trainings/<int:pk>/files/", session_file.training_file_add, name="training-file-add"),
    path("trainings/<int:pk>/files/<int:file>/", session_file.training_file, name="training-file"),
    path(
        "trainings/<int:pk>/files/<int:file>/remove/",
        session_file.training_file_remove,
        name="training-file-remove",
    ),
    path("trainings/<int:pk>/sheet/", session_paper.training_sheet, name="training-sheet"),
    path("trainings/<int:pk>/steps/<slug:step>/", session.training_step, name="training-step"),
]
