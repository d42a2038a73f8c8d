"""Addresses of the governance pages."""

from django.urls import path

from governance.views import (
    account,
    audit,
    document,
    gallery,
    person,
    policy_issue,
    second_factor,
    session,
    setting,
    token,
    workday,
)

app_name = "governance"
urlpatterns = [
    path("sign-in/", session.sign_in, name="sign-in"),
    path("sign-out/", session.sign_out, name="sign-out"),
    path("password/", session.password_change, name="password-change"),
    path("language/", session.language, name="language"),
    path("account/", account.account, name="account"),
    path("system/gallery/", gallery.gallery, name="gallery"),
    path("documents/", document.document_list, name="documents"),
    path("documents/import/", document.document_import, name="document-import"),
    path("documents/<slug:code>/", document.document_detail, name="document-detail"),
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
    path("system/audit/export/", audit.export, name="audit-export"),
    path("system/calendar/", workday.workdays, name="workdays"),
    path("system/calendar/decide/", workday.workday_decide, name="workday-decide"),
    path("system/calendar/import/", workday.workday_import, name="workday-import"),
    path("system/tokens/", token.tokens, name="tokens"),
    path("system/tokens/new/", token.token_new, name="token-new"),
    path("system/tokens/<int:pk>/revoke/", token.token_revoke, name="token-revoke"),
    path("api/docs/", token.api_docs, name="api-docs"),
]
