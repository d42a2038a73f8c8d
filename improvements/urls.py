"""Addresses of the improvement pages."""

from django.urls import path

from improvements.views import cause, evidence, improvement, measure, paper, solidification

app_name = "improvements"
urlpatterns = [
    path("improvements/", improvement.improvement_list, name="improvements"),
    path("improvements/board/", improvement.improvement_board, name="board"),
    path("improvements/new/", improvement.improvement_new, name="improvement-new"),
    path("improvements/causes/", cause.pareto, name="pareto"),
    path("improvements/causes/kinds/", cause.kind_add, name="kind-add"),
    path("improvements/causes/kinds/<int:pk>/retire/", cause.kind_retire, name="kind-retire"),
    path("improvements/causes/<int:pk>/", cause.cause_edit, name="cause-edit"),
    path("improvements/causes/<int:pk>/judge/", cause.cause_judge, name="cause-judge"),
    path("improvements/causes/<int:pk>/move/", cause.cause_move, name="cause-move"),
    path("improvements/causes/<int:pk>/shift/", cause.cause_shift, name="cause-shift"),
    path("improvements/causes/<int:pk>/remove/", cause.cause_remove, name="cause-remove"),
    path("improvements/measures/<int:pk>/", measure.measure_edit, name="measure-edit"),
    path("improvements/measures/<int:pk>/remove/", measure.measure_remove, name="measure-remove"),
    path("improvements/measures/<int:pk>/<slug:step>/", measure.measure_step, name="measure-step"),
    path("improvements/<int:pk>/", improvement.improvement_detail, name="improvement"),
    path("improvements/<int:pk>/plan/", improvement.improvement_plan, name="improvement-plan"),
    path("improvements/<int:pk>/grade/", improvement.improvement_grade, name="improvement-grade"),
    path(
        "improvements/<int:pk>/submit/", improvement.improvement_submit, name="improvement-submit"
    ),
    path("improvements/<int:pk>/note/", improvement.improvement_note, name="improvement-note"),
    path("improvements/<int:pk>/causes/", cause.causes, name="causes"),
    path("improvements/<int:pk>/files/<int:file>/", evidence.proof, name="proof"),
    path(
        "improvements/<int:pk>/files/<int:file>/remove/", evidence.proof_remove, name="proof-remove"
    ),
    path("improvements/<int:pk>/files/<slug:part>/add/", evidence.proof_add, name="proof-add"),
    path("improvements/<int:pk>/paper/", paper.improvement_paper, name="improvement-paper"),
    path("improvements/<int:pk>/print/", paper.improvement_print, name="improvement-print"),
    path("improvements/<int:pk>/training/", solidification.training_plan, name="training-plan"),
    path("improvements/<int:pk>/measures/new/", measure.measure_new, name="measure-new"),
    path(
        "improvements/<int:pk>/verification/", measure.verification_plan, name="verification-plan"
    ),
    path("improvements/<int:pk>/verify/", measure.verify, name="verify"),
    path("improvements/<int:pk>/norm/", solidification.norm_cite, name="norm-cite"),
    path("improvements/<int:pk>/norm/revise/", solidification.norm_revise, name="norm-revise"),
    path("improvements/<int:pk>/norm/none/", solidification.norm_none, name="norm-none"),
    path(
        "improvements/<int:pk>/close/", solidification.improvement_close, name="improvement-close"
    ),
    path(
        "improvements/<int:pk>/step/<slug:step>/",
        improvement.improvement_step,
        name="improvement-step",
    ),
]
