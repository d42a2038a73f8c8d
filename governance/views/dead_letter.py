"""Dead letters: what could not be delivered, sending it again."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.lib.guard import refused_to, requires
from governance.lib.listing import file_wanted, list_file
from governance.lib.workflow import Refused
from governance.permissions import Permission, has_permission
from governance.selectors.dead_letter import dead_letters as all_parked
from governance.selectors.dead_letter import parked_messages, parked_posts
from governance.services.dead_letter import resend_parked
from governance.views.listing import DEAD_LETTERS

PAGE = 50
POSTS = 100


@require_safe
@requires(Permission.MESSAGE_RESEND, Permission.SYSTEM_VIEW)
def dead_letters(request: HttpRequest) -> HttpResponse:
    if file_wanted(request):
        rows = all_parked(request.user)
        return list_file(request, DEAD_LETTERS, rows, at=timezone.now())
    page = Paginator(parked_messages(request.user), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "mails": list(page.object_list),
        "posts": list(parked_posts(request.user)[:POSTS]),
        "may_resend": has_permission(request.user, Permission.MESSAGE_RESEND),
    }
    return render(request, "governance/dead_letter_list.html", context)


@require_POST
@requires(Permission.MESSAGE_RESEND)
def resend_mail(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(parked_messages(request.user), pk=pk)
    return _resent(request, messages_=[row.pk])


@require_POST
@requires(Permission.MESSAGE_RESEND)
def resend_post(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(parked_posts(request.user), pk=pk)
    return _resent(request, posts=[row.pk])


@require_POST
@requires(Permission.MESSAGE_RESEND)
def resend_all(request: HttpRequest) -> HttpResponse:
    return _resent(
        request,
        messages_=list(parked_messages(request.user).values_list("pk", flat=True)),
        posts=list(parked_posts(request.user).values_list("pk", flat=True)),
    )


def _resent(request, messages_=(), posts=()) -> HttpResponse:
    address = reverse("governance:dead-letters")
    try:
        count = resend_parked(messages=messages_, posts=posts, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, address)
    messages.success(request, _("Sent again within a minute: %(count)s") % {"count": count})
    return HttpResponseRedirect(address)
