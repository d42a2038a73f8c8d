"""Addresses of the annual plan."""

from django.urls import path

from planning.views import line, plan, progress, section, table

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
    path("plans/<int:pk>/resources/", table.plan_resources, name="plan-resources"),
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
]
