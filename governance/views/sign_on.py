"""Single sign-on: what happens when it fails, and which identities a person has connected (G13)."""

from allauth.socialaccount.views import ConnectionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from governance.selectors.account import identities_of
from governance.services.second_factor import note_second_factor
from governance.views.session import providers_at_the_door


@login_not_required
@require_safe
def not_connected(request: HttpRequest) -> HttpResponse:
    messages.error(
        request,
        _(
            "No account is connected to this identity. Sign in with your password once and connect it under “My account”."
        ),
    )
    return redirect("governance:sign-in")


@login_not_required
@require_safe
def failed(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("The other system did not confirm who you are. Please try again."))
    return redirect("governance:sign-in")


class SignOnView(ConnectionsView):
    """Connecting begins at the provider; taking a connection away happens here, on record."""

    template_name = "governance/sign_on.html"
    success_url = reverse_lazy("socialaccount_connections")

    def form_valid(self, form):
        kind = form.cleaned_data["account"].provider
        response = super().form_valid(form)
        note_second_factor(self.request.user, "remove", kind=kind, at=timezone.now())
        messages.success(self.request, _("The connection has ended."))
        return response

    def get_context_data(self, **kwargs):
        return {
            **super().get_context_data(**kwargs),
            "connected": identities_of(self.request.user),
            "providers": providers_at_the_door(self.request),
        }


connections = SignOnView.as_view()
