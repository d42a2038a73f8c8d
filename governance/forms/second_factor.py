"""The codes and passwords of the second step; every wrong one counts at the one limiter (A1)."""

from allauth.account.forms import ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.context import current_context
from governance.services.limiter import is_locked, note_wrong_try

LOCKED = _("Too many wrong tries. Please wait 15 minutes.")
LONGEST_CODE = 20


class _Counted:
    """A code is looked at only while its account is not locked here; a wrong one is counted."""

    def clean_code(self):
        name, ip = self.user.username, current_context().ip
        if is_locked(name, ip=ip):
            raise forms.ValidationError(LOCKED, code="locked")
        # People type the blank that their app shows in the middle.
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())
        try:
            return super().clean_code()
        except forms.ValidationError:
            locked = note_wrong_try(name, ip=ip)
            raise forms.ValidationError(
                LOCKED if locked else _("This code is not right."), code="locked" if locked else ""
            ) from None


def _code_field():
    widget = forms.TextInput(
        attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    )
    return forms.CharField(
        label=_("Verification code"),
        max_length=LONGEST_CODE,
        widget=widget,
        help_text=_("Six digits from your app, or a recovery code."),
    )


class CodeForm(_Counted, AuthenticateForm):
    code = _code_field()


class ConfirmCodeForm(_Counted, CodeAgainForm):
    code = _code_field()


class ActivateAppForm(_Counted, ActivateTOTPForm):
    code = _code_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _("The six digits your app shows now.")


class KeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("name of the key")
        self.fields["name"].max_length = 60


class ConfirmPasswordForm(ReauthenticateForm):
    """The own password once more, before something about one's own sign-in changes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")
        self.fields["password"].widget.attrs.update({"maxlength": 256, "placeholder": ""})
        self.label_suffix = ""

    def clean_password(self):
        # Through the ordinary door, which counts wrong tries and refuses a locked account.
        try:
            return super().clean_password()
        except forms.ValidationError:
            raise forms.ValidationError(_("The password is not right.")) from None
