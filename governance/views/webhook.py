"""Webhooks: what is declared, every delivery, sending one again."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.forms.webhook import WebhookForm
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.workflow import Refused
from governance.models import Webhook, WebhookDelivery
from governance.permissions import Permission, has_permission
from governance.selectors.webhook import deliveries_listed, delivery_lines, webhook_lines
from governance.services.webhook import (
    declare_webhook,
    resend_delivery,
    stop_webhook,
    try_webhook,
)
from governance.views.listing import DELIVERIES

PAGE = 50


@require_safe
@requires(Permission.WEBHOOK_MANAGE, Permission.SYSTEM_VIEW)
def webhooks(request: HttpRequest) -> HttpResponse:
    may_manage = has_permission(request.user, Permission.WEBHOOK_MANAGE)
    listed = deliveries_listed(request.user)
    if file_wanted(request):
        lines = in_batches(listed, lambda rows: delivery_lines(rows, may_manage=may_manage))
        return list_file(request, DELIVERIES, lines, at=timezone.now())
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    context = {
        "webhooks": webhook_lines(request.user),
        "page": page,
        "deliveries": delivery_lines(list(page.object_list), may_manage=may_manage),
        "is_on": settings.WEBHOOKS,
        "may_manage": may_manage,
        "may_declare": may_manage and settings.WEBHOOKS,
    }
    return render(request, "governance/webhook_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Permission.WEBHOOK_MANAGE)
def webhook_new(request: HttpRequest) -> HttpResponse:
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            webhook, secret = declare_webhook(
                form.new_webhook(), by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            # In this one answer and nowhere else.
            context = {"webhook": webhook, "secret": secret}
            return render(request, "governance/webhook_declared.html", context)
    return render(request, "governance/webhook_form.html", {"form": form})


@require_POST
@requires(Permission.WEBHOOK_MANAGE)
def webhook_stop(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook.objects.visible_to(request.user), pk=pk)
    try:
        stop_webhook(webhook, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("governance:webhooks"))
    messages.success(request, _("“%(name)s” is told nothing any more.") % {"name": webhook.name})
    return HttpResponseRedirect(reverse("governance:webhooks"))


@require_POST
@requires(Permission.WEBHOOK_MANAGE)
def webhook_try(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = get_object_or_404(Webhook.objects.visible_to(request.user), pk=pk)
    try:
        try_webhook(webhook, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("governance:webhooks"))
    messages.success(request, _("A test message is on its way; it leaves within a minute."))
    return HttpResponseRedirect(reverse("governance:webhooks"))


@require_POST
@requires(Permission.WEBHOOK_MANAGE)
def delivery_resend(request: HttpRequest, pk: int) -> HttpResponse:
    rows = WebhookDelivery.objects.visible_to(request.user).select_related("webhook")
    try:
        resend_delivery(get_object_or_404(rows, pk=pk), by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("governance:webhooks"))
    messages.success(request, _("The message leaves again within a minute, under its own number."))
    return HttpResponseRedirect(reverse("governance:webhooks"))
