"""Settings: what the PMO has decided where the policy is silent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.forms.setting import SettingFilterForm, SettingForm
from governance.lib.guard import not_here, refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.selectors.ruling import issue_of_setting
from governance.selectors.setting import decided_settings, setting_value, settings_chosen
from governance.services.setting import decide_setting
from governance.states import SETTINGS
from governance.views.listing import SETTINGS_LISTED


@require_safe
@requires(Permission.SYSTEM_VIEW, Permission.SETTING_EDIT)
def settings_list(request: HttpRequest) -> HttpResponse:
    form = SettingFilterForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {"q": "", "standing": ""}
    every = decided_settings()
    decided = settings_chosen(every, text=given["q"], standing=given["standing"])
    if file_wanted(request):
        return list_file(request, SETTINGS_LISTED, decided, at=timezone.now(), form=form)
    return render(
        request,
        "governance/setting_list.html",
        {
            "settings": decided,
            "form": form,
            "total": len(every),
            "may_edit": has_permission(request.user, Permission.SETTING_EDIT),
        },
    )


@require_http_methods(["GET", "POST"])
@requires(Permission.SETTING_EDIT)
def setting_edit(request: HttpRequest, key: str) -> HttpResponse:
    if key not in SETTINGS:
        raise not_here()
    kind = SETTINGS[key]
    form = SettingForm(request.POST or None, kind=kind, current=setting_value(key))
    if request.method == "POST" and form.is_valid():
        try:
            decide_setting(
                key,
                form.decided_value(),
                by=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except Refused as refusal:
            return refused_to(request, refusal, request.path)
        messages.success(request, _("Decided and on record."))
        return HttpResponseRedirect(reverse("governance:settings"))
    issue = issue_of_setting(request.user, kind.gap)
    context = {"form": form, "kind": kind, "issue": issue}
    return render(request, "governance/setting_form.html", context)
