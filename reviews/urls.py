"""Addresses of the review and feedback pages."""

from django.urls import path

from reviews.views import feedback, item, paper, report, review, survey, trigger

app_name = "reviews"
urlpatterns = [
    path("reviews/", review.review_list, name="reviews"),
    path("reviews/prepare/", review.review_prepare, name="review-prepare"),
    path("reviews/triggers/", trigger.trigger_list, name="triggers"),
    path("reviews/triggers/new/", trigger.trigger_new, name="trigger-new"),
    path("reviews/triggers/<int:pk>/", trigger.trigger_detail, name="trigger"),
    path("reviews/triggers/<int:pk>/take-up/", trigger.trigger_take_up, name="trigger-take-up"),
    path("reviews/triggers/<int:pk>/dismiss/", trigger.trigger_dismiss, name="trigger-dismiss"),
    path("reviews/standards/", survey.standard_list, name="standards"),
    path("reviews/standards/new/", survey.standard_new, name="standard-new"),
    path("reviews/items/", item.item_list, name="items"),
    path("reviews/items/<int:pk>/", item.item_detail, name="item"),
    path("reviews/items/<int:pk>/change/", item.item_change, name="item-change"),
    path("reviews/items/<int:pk>/remove/", item.item_remove, name="item-remove"),
    path("reviews/items/<int:pk>/<str:step>/", item.item_step, name="item-step"),
    path("reviews/<int:pk>/", review.review_detail, name="review"),
    path("reviews/<int:pk>/convene/", review.review_convene, name="review-convene"),
    path("reviews/<int:pk>/attendance/", report.review_attendance, name="review-attendance"),
    path("reviews/<int:pk>/invite/", report.review_invite, name="review-invite"),
    path("reviews/<int:pk>/hold/", report.review_hold, name="review-hold"),
    path("reviews/<int:pk>/report/", report.review_report, name="review-report"),
    path("reviews/<int:pk>/items/new/", item.item_new, name="item-new"),
    path("reviews/<int:pk>/print/", paper.review_print, name="review-print"),
    path("reviews/<int:pk>/paper/", paper.review_paper, name="review-paper"),
    path("reviews/<int:pk>/inputs/<str:kind>/", report.review_discussion, name="review-discussion"),
    path("reviews/<int:pk>/steps/<str:step>/", review.review_step, name="review-step"),
    path("feedback/", feedback.feedback_list, name="feedback"),
    path("feedback/new/", feedback.feedback_new, name="feedback-new"),
    path("feedback/surveys/", survey.survey_list, name="surveys"),
    path("feedback/surveys/new/", survey.survey_new, name="survey-new"),
    path("feedback/<int:pk>/", feedback.feedback_detail, name="feedback-one"),
    path("feedback/<int:pk>/major/", feedback.feedback_major, name="feedback-major"),
    path("feedback/<int:pk>/<str:step>/", feedback.feedback_step, name="feedback-step"),
]
