"""The door: sign-in, sign-out, the password a person chooses, the language they read."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from governance.forms.session import ChoosePasswordForm, LanguageForm, SignInForm
from governance.services.person import change_password
from governance.services.session import (
    choose_language,
    note_refused_sign_in,
    note_sign_out,
)


def providers_at_the_door(request: HttpRequest) -> list[tuple[str, str]]:
    """Name and address of each single sign-on that the operator has switched on."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        return []
    return [
        (provider.name, provider.get_login_url(request))
        for provider in get_adapter().list_providers(request)
    ]


def _safe(request: HttpRequest, target: str, default: str) -> str:
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if target.startswith("/") and ours else resolve_url(default)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next") or request.GET.get("next", "")
    if request.user.is_authenticated:
        return redirect(_safe(request, target, settings.LOGIN_REDIRECT_URL))
    form = SignInForm(request, data=request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_valid():
            person = form.get_user()
            # Fresh enough for changing one's second factor without the password once more.
            record_authentication(request, person, "password", reauthenticated=True)
            # Leads on to the second step where the person has one; the session begins after it.
            return perform_login(
                request, person, redirect_url=_safe(request, target, settings.LOGIN_REDIRECT_URL)
            )
        locked = bool(getattr(request, "axes_locked_out", False))
        name = form.cleaned_data.get("username") or ""
        note_refused_sign_in(name, locked=locked, at=timezone.now())
    context = {"form": form, "next": target, "providers": providers_at_the_door(request)}
    return render(request, "governance/sign_in.html", context)


# Whoever was signed out by the clock before is not told that their form came too late.
@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        note_sign_out(request.user, at=timezone.now())
        logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@never_cache
def password_change(request: HttpRequest) -> HttpResponse:
    form = ChoosePasswordForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        change_password(
            request.user, form.cleaned_data["new_password1"], by=request.user, at=timezone.now()
        )
        # This session goes on under a new key; every other one of this person ends here (A3).
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your new password is in force."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "governance/password_change.html", {"form": form})


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    target = _safe(request, request.POST.get("next", ""), settings.LOGIN_REDIRECT_URL)
    response = redirect(target)
    if not form.is_valid():
        return response
    chosen = form.cleaned_data["language"]
    if request.user.is_authenticated:
        choose_language(request.user, chosen, by=request.user, at=timezone.now())
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response
