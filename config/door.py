"""The addresses the sign-in library looks for by its own names, each answered by a page of ours."""

from allauth.socialaccount.providers.dingtalk.provider import DingTalkProvider
from allauth.socialaccount.providers.feishu.provider import FeishuProvider
from allauth.socialaccount.providers.oauth2.urls import default_urlpatterns
from django.conf import settings
from django.urls import include, path

from governance.views import second_factor, session, sign_on

urlpatterns = [
    path("sign-in/", session.sign_in, name="account_login"),
    path("sign-in/second-factor/", second_factor.step, name="mfa_authenticate"),
    path("sign-in/with/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("sign-in/not-connected/", sign_on.not_connected, name="socialaccount_login_cancelled"),
    path("sign-in/failed/", sign_on.failed, name="socialaccount_login_error"),
    path("sign-in/unknown/", sign_on.not_connected, name="socialaccount_signup"),
    path("account/confirm/", second_factor.confirm_password, name="account_reauthenticate"),
    path("account/confirm/code/", second_factor.confirm_code, name="mfa_reauthenticate"),
    path("account/confirm/key/", second_factor.confirm_key, name="mfa_reauthenticate_webauthn"),
    path("account/second-factor/", second_factor.overview, name="mfa_index"),
    path("account/second-factor/app/", second_factor.app_add, name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", second_factor.app_remove, name="mfa_deactivate_totp"),
    path("account/second-factor/codes/", second_factor.codes, name="mfa_view_recovery_codes"),
    path(
        "account/second-factor/codes/new/",
        second_factor.codes_new,
        name="mfa_generate_recovery_codes",
    ),
    path("account/second-factor/keys/", second_factor.overview, name="mfa_list_webauthn"),
    path("account/second-factor/keys/new/", second_factor.key_add, name="mfa_add_webauthn"),
    path(
        "account/second-factor/keys/<int:pk>/remove/",
        second_factor.key_remove,
        name="mfa_remove_webauthn",
    ),
    path("account/sign-on/", sign_on.connections, name="socialaccount_connections"),
]
# These two fail where nobody has configured them, so then they are not there.
urlpatterns += [
    path("sign-in/with/", include(default_urlpatterns(provider)))
    for provider in (DingTalkProvider, FeishuProvider)
    if provider.id in settings.SOCIALACCOUNT_PROVIDERS
]
