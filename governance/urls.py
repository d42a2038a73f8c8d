"""Addresses of the governance pages."""

from django.urls import path

from governance.views import (
    account,
    audit,
    document,
    document_reading,
    document_version,
    gallery,
    person,
    policy_issue,
    saved_view,
    second_factor,
    session,
    setting,
    token,
    webhook,
    workday,
)

app_name = "governance"
urlpatterns = [
    path("sign-in/", session.sign_in, name="sign-in"),
    path("sign-out/", session.sign_out, name="sign-out"),
    path("password/", session.password_change, name="password-change"),
    path("language/", session.language, name="language"),
    path("account/", account.account, name="account"),
    path("views/save/", saved_view.view_save, name="view-save"),
    path("views/<int:pk>/<slug:step>/", saved_view.view_step, name="view-step"),
    path("system/gallery/", gallery.gallery, name="gallery"),
    path("documents/", document.document_list, name="documents"),
    path("documents/import/", document.document_import, name="document-import"),
    path("documents/new/", document.document_new, name="document-new"),
    path("documents/readings/", document_reading.document_readings, name="document-readings"),
    path(
        "documents/versions/<int:pk>/life/", document_version.version_detail, name="version-detail"
    ),
    path(
        "documents/versions/<int:pk>/confirm/", document_version.version_read, name="version-read"
    ),
    path(
        "documents/versions/<int:pk>/life/<slug:step>/",
        document_version.version_step,
        name="version-step",
    ),
    path("documents/<slug:code>/", document.document_detail, name="document-detail"),
    path("documents/<slug:code>/entry/", document.document_entry, name="document-entry"),
    path("documents/<slug:code>/start/", document.document_start, name="document-start"),
    path(
        "documents/<slug:code>/readers/",
        document_reading.document_readers,
        name="document-readers",
    ),
    path("documents/<slug:code>/remind/", document_reading.document_remind, name="document-remind"),
    path("documents/<slug:code>/number/", document.document_number, name="document-number"),
    path(
        "documents/<slug:code>/unchanged/", document.document_unchanged, name="document-unchanged"
    ),
    path("documents/<slug:code>/retire/", document.document_retire, name="document-retire"),
    path("policy-issues/", policy_issue.issue_list, name="issues"),
    path("policy-issues/<int:number>/", policy_issue.issue_detail, name="issue-detail"),
    path("policy-issues/<int:number>/<slug:step>/", policy_issue.issue_step, name="issue-step"),
    path("system/people/", person.people, name="people"),
    path("system/people/new/", person.person_new, name="person-new"),
    path("system/people/<int:pk>/", person.person, name="person"),
    path("system/people/<int:pk>/grant/", person.role_grant, name="role-grant"),
    path("system/people/<int:pk>/disable/", person.person_disable, name="person-disable"),
    path(
        "system/people/<int:pk>/second-factor/",
        second_factor.second_factor_reset,
        name="second-factor-reset",
    ),
    path("system/grants/<int:pk>/withdraw/", person.role_withdraw, name="role-withdraw"),
    path("system/permissions/", person.matrix, name="matrix"),
    path("system/settings/", setting.settings_list, name="settings"),
    path("system/settings/<slug:key>/", setting.setting_edit, name="setting-edit"),
    path("system/audit/", audit.trail, name="audit"),
    path("system/audit/verify/", audit.verify, name="audit-verify"),
    path("system/calendar/", workday.workdays, name="workdays"),
    path("system/calendar/decide/", workday.workday_decide, name="workday-decide"),
    path("system/calendar/import/", workday.workday_import, name="workday-import"),
    path("system/tokens/", token.tokens, name="tokens"),
    path("system/tokens/new/", token.token_new, name="token-new"),
    path("system/tokens/<int:pk>/revoke/", token.token_revoke, name="token-revoke"),
    path("system/webhooks/", webhook.webhooks, name="webhooks"),
    path("system/webhooks/new/", webhook.webhook_new, name="webhook-new"),
    path("system/webhooks/<int:pk>/stop/", webhook.webhook_stop, name="webhook-stop"),
    path("system/webhooks/<int:pk>/try/", webhook.webhook_try, name="webhook-try"),
    path("system/deliveries/<int:pk>/resend/", webhook.delivery_resend, name="delivery-resend"),
    path("api/docs/", token.api_docs, name="api-docs"),
]
