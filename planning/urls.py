"""Addresses of the annual plan and its trainings."""

from django.urls import path

from planning.views import (
    attendance,
    coverage,
    learner,
    line,
    plan,
    plan_paper,
    progress,
    resource,
    section,
    session,
    session_file,
    session_paper,
    table,
)

app_name = "planning"
urlpatterns = [
    path("plans/", plan.plan_list, name="plans"),
    path("plans/open/", plan.plan_open, name="plan-open"),
    path("plans/not-made/", plan.plan_not_made, name="plan-not-made"),
    path("plans/year/<int:year>/", plan.plan_year, name="plan-year"),
    path("plans/year/<int:year>/progress/", progress.plan_progress, name="plan-progress"),
    path("plans/<int:pk>/", plan.plan_detail, name="plan"),
    path("plans/<int:pk>/texts/", plan.plan_texts, name="plan-texts"),
    path("plans/<int:pk>/goals/", table.plan_goals, name="plan-goals"),
    path("plans/<int:pk>/milestones/", table.plan_milestones, name="plan-milestones"),
    path("plans/<int:pk>/resources/", resource.plan_resources, name="plan-resources"),
    path("plans/<int:pk>/trainings/", table.plan_trainings, name="plan-trainings"),
    path("plans/<int:pk>/changes/", plan.plan_changes, name="plan-changes"),
    path("plans/<int:pk>/package/", plan.plan_package, name="plan-package"),
    *(
        path(f"plans/<int:pk>/{step}/", plan.plan_step, {"step": step}, name=f"plan-{step}")
        for step in plan.STEPS
    ),
    path("plans/sections/<int:pk>/", section.section_detail, name="section"),
    path("plans/sections/<int:pk>/summary/", section.section_summary, name="section-summary"),
    *(
        path(
            f"plans/sections/<int:pk>/{step}/",
            section.section_step,
            {"step": step},
            name=f"section-{step}",
        )
        for step in section.STEPS
    ),
    path("plans/sections/<int:pk>/carry/<int:goal>/", section.goal_carry, name="goal-carry"),
    path("plans/sections/<int:pk>/new/<slug:kind>/", line.line_new, name="line-new"),
    path("plans/lines/<slug:kind>/<int:pk>/", line.line_edit, name="line"),
    path("plans/lines/<slug:kind>/<int:pk>/remove/", line.line_remove, name="line-remove"),
    path("plans/milestones/<int:pk>/done/", progress.milestone_done, name="milestone-done"),
    path(
        "plans/<int:pk>/documents/<slug:name>/<slug:form>/",
        plan_paper.plan_document,
        name="plan-document",
    ),
    path("plans/resources/<int:pk>/", resource.resource_provide, name="resource-provide"),
    path("trainings/", session.training_list, name="trainings"),
    path("trainings/mine/", attendance.my_training, name="my-training"),
    path("trainings/coverage/", coverage.training_coverage_page, name="training-coverage"),
    path("trainings/learners/", learner.learner_list, name="learners"),
    path("trainings/learners/<int:document>/", learner.learner_training, name="learner-training"),
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
