"""What the sign-in library asks of us: who may come in, what is written down, how secrets are kept."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import login
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from governance.lib.context import current_context
from governance.lib.seal import seal, unseal
from governance.selectors.second_factor import owes_second_factor
from governance.selectors.setting import setting_value
from governance.services.second_factor import note_second_factor
from governance.services.session import note_sign_in

# Whether this session still owes the second factor that its roles demand.
OWED = "second_factor_owed"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators; a session begins on record."""

    def is_open_for_signup(self, request):
        return False

    def login(self, request, user):
        user.backend = settings.PASSWORD_BACKEND
        login(request, user)
        note_sign_in(user, at=timezone.now())
        if owes_second_factor(user):
            request.session[OWED] = True

    def respond_user_inactive(self, request, user):
        # The same answer as for somebody unknown: an identity tells nothing about an account (A2).
        return redirect("socialaccount_signup")

    def add_message(self, *args, **kwargs):
        """Our own pages say what happened, in their own words."""

    def get_client_ip(self, request):
        return current_context().ip

    def is_ajax(self, request):
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    """The secret of an authenticator app lies sealed in the database."""

    def encrypt(self, text):
        return seal(text)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text)

    def get_totp_label(self, user):
        return user.username

    def get_totp_issuer(self):
        return setting_value("company_name") or _("Process Governance Platform")

    def _get_site_name(self):
        return self.get_totp_issuer()

    def generate_authenticator_name(self, user, type):  # noqa: A002 -- the library's own name
        return _("Security key")


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """An identity opens the account its owner has connected, and never makes one (domain §6.2: by id, never by name)."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def pre_social_login(self, request, sociallogin):
        is_connecting = sociallogin.state.get("process") == "connect"
        if not sociallogin.is_existing and not is_connecting:
            raise ImmediateHttpResponse(redirect("socialaccount_signup"))

    def get_connect_redirect_url(self, request, socialaccount):
        # The library asks for this once a connection is made; there is no other hook for the trail.
        if socialaccount.pk and socialaccount.user_id == request.user.pk:
            note_second_factor(request.user, "add", kind=socialaccount.provider, at=timezone.now())
        return super().get_connect_redirect_url(request, socialaccount)

    def on_authentication_error(
        self, request, provider, error=None, exception=None, extra_context=None
    ):
        raise ImmediateHttpResponse(redirect("socialaccount_login_error"))
