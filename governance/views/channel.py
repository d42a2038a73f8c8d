"""Group robots: what is declared, trying one, stopping one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.forms.channel import ChannelForm
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.models import Channel
from governance.permissions import Permission, has_permission
from governance.selectors.channel import channel_lines
from governance.selectors.setting import setting_value
from governance.services.channel import declare_channel, stop_channel, try_channel
from governance.views.listing import CHANNELS


@require_safe
@requires(Permission.CHANNEL_MANAGE, Permission.SYSTEM_VIEW)
def channels(request: HttpRequest) -> HttpResponse:
    lines = channel_lines(request.user)
    if file_wanted(request):
        return list_file(request, CHANNELS, lines, at=timezone.now())
    is_on = setting_value("robots_enabled")
    may_manage = has_permission(request.user, Permission.CHANNEL_MANAGE)
    context = {
        "lines": lines,
        "is_on": is_on,
        "may_manage": may_manage,
        "may_try": may_manage and is_on,
    }
    return render(request, "governance/channel_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Permission.CHANNEL_MANAGE)
def channel_new(request: HttpRequest) -> HttpResponse:
    form = ChannelForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            channel = declare_channel(form.new_channel(), by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            messages.success(request, _("“%(name)s” is declared.") % {"name": channel.name})
            return HttpResponseRedirect(reverse("governance:channels"))
    return render(request, "governance/channel_form.html", {"form": form})


@require_POST
@requires(Permission.CHANNEL_MANAGE)
def channel_stop(request: HttpRequest, pk: int) -> HttpResponse:
    channel = get_object_or_404(Channel.objects.visible_to(request.user), pk=pk)
    try:
        stop_channel(channel, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("governance:channels"))
    messages.success(request, _("“%(name)s” is told nothing any more.") % {"name": channel.name})
    return HttpResponseRedirect(reverse("governance:channels"))


@require_POST
@requires(Permission.CHANNEL_MANAGE)
def channel_try(request: HttpRequest, pk: int) -> HttpResponse:
    channel = get_object_or_404(Channel.objects.visible_to(request.user), pk=pk)
    try:
        try_channel(channel, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("governance:channels"))
    messages.success(request, _("A test message is on its way; it leaves within a minute."))
    return HttpResponseRedirect(reverse("governance:channels"))
