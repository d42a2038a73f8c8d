"""The forms at the door: signing in and choosing a password (reliability §4.4 A2, A4)."""

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from governance.models import Person

# Longer texts are refused before they reach the hash, which would chew on a megabyte for a second.
LONGEST = 256


class SignInForm(AuthenticationForm):
    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("Login or password is not right."),
        "inactive": _("Login or password is not right."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Login")
        self.fields["username"].widget.attrs.update(
            {"autocapitalize": "none", "spellcheck": "false"}
        )
        self.fields["password"].label = _("Password")
        self.fields["password"].max_length = LONGEST
        self.fields["password"].widget.attrs["maxlength"] = LONGEST
        self.label_suffix = ""

    def clean_username(self):
        # One spelling per account: the lock counts tries by it, so a second spelling is no second chance.
        return Person.normalize_username(self.cleaned_data["username"]).strip().casefold()

    def clean_password(self):
        password = self.cleaned_data["password"]
        if len(password) > LONGEST:
            raise self.get_invalid_login_error()
        return password


class ChoosePasswordForm(PasswordChangeForm):
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["old_password"].label = _("Present password")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password2"].label = _("New password, once more")
        for name in self.fields:
            self.fields[name].widget.attrs["maxlength"] = LONGEST

    def clean_new_password1(self):
        password = self.cleaned_data["new_password1"]
        if len(password) > LONGEST:
            raise forms.ValidationError(_("At most %(most)s characters.") % {"most": LONGEST})
        if self.user.check_password(password):
            raise forms.ValidationError(_("Please choose a password other than the present one."))
        return password


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES)
    next = forms.CharField(required=False, max_length=2000)
