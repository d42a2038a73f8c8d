"""The second step of signing in, and the person's own page about it."""

from allauth.account.views import ReauthenticateView
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.workflow import Refused
from governance.models import Person
from governance.permissions import Permission
from governance.selectors.second_factor import owes_second_factor, second_factors_of
from governance.services.second_factor import note_second_factor, reset_second_factor
from governance.views.entrance import OWED

OVERVIEW = reverse_lazy("mfa_index")


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    factors = second_factors_of(request.user)
    context = {"factors": factors, "is_owed": bool(request.session.get(OWED))}
    return render(request, "governance/second_factor.html", context)


@require_POST
@requires(Permission.SECOND_FACTOR_RESET)
def second_factor_reset(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    back = reverse("governance:person", args=[pk])
    try:
        reset_second_factor(
            shown, by=request.user, at=timezone.now(), reason=request.POST.get("note", "")
        )
    except Refused as refusal:
        return refused_to(request, refusal, back)
    messages.success(request, _("The second factor is lifted; its owner sets up a new one."))
    return HttpResponseRedirect(back)


class _Noted:
    """After the library has done it, the act stands in the trail, and a debt may be paid."""

    act = kind = ""

    def form_valid(self, form):
        response = super().form_valid(form)
        request = self.request
        note_second_factor(request.user, self.act, kind=self.kind, at=timezone.now())
        if owes_second_factor(request.user):
            request.session[OWED] = True
        else:
            request.session.pop(OWED, None)
        return response


class StepView(base.AuthenticateView):
    template_name = "governance/second_factor_step.html"


class ConfirmPasswordView(ReauthenticateView):
    template_name = "governance/second_factor_confirm.html"


class ConfirmCodeView(base.ReauthenticateView):
    template_name = "governance/second_factor_confirm.html"


class ConfirmKeyView(webauthn.ReauthenticateWebAuthnView):
    template_name = "governance/second_factor_confirm.html"


class AppAddView(_Noted, ActivateTOTPView):
    template_name = "governance/second_factor_app.html"
    act, kind = "add", "totp"


class AppRemoveView(_Noted, DeactivateTOTPView):
    template_name = "governance/second_factor_remove.html"
    act, kind = "remove", "totp"


class CodesNewView(_Noted, GenerateRecoveryCodesView):
    template_name = "governance/second_factor_codes_new.html"
    act, kind = "renew", "recovery_codes"


class CodesView(ViewRecoveryCodesView):
    template_name = "governance/second_factor_codes.html"


class KeyAddView(_Noted, webauthn.AddWebAuthnView):
    template_name = "governance/second_factor_key.html"
    act, kind = "add", "webauthn"


class KeyRemoveView(_Noted, webauthn.RemoveWebAuthnView):
    template_name = "governance/second_factor_remove.html"
    success_url = OVERVIEW
    act, kind = "remove", "webauthn"


step = StepView.as_view()
confirm_password = ConfirmPasswordView.as_view()
confirm_code = ConfirmCodeView.as_view()
confirm_key = ConfirmKeyView.as_view()
app_add = AppAddView.as_view()
app_remove = AppRemoveView.as_view()
codes = CodesView.as_view()
codes_new = CodesNewView.as_view()
key_add = KeyAddView.as_view()
key_remove = KeyRemoveView.as_view()
