"""Access tokens: what is in force, issuing one, revoking one; and the pages that explain the API."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.forms.token import TokenForm
from governance.lib.guard import refused_to, requires, sentence_of
from governance.lib.listing import file_wanted, in_batches, list_file
from governance.lib.rest_list import address_groups
from governance.lib.workflow import Refused
from governance.models import ApiToken
from governance.permissions import Permission, has_permission
from governance.selectors.token import token_lines, tokens_listed
from governance.services.audit import Change, record
from governance.services.token import issue_token, revoke_token
from governance.views.listing import TOKENS

PAGE = 50


@require_safe
@requires(Permission.TOKEN_ISSUE, Permission.API_DOCS)
def tokens(request: HttpRequest) -> HttpResponse:
    now, listed = timezone.now(), tokens_listed(request.user)
    if file_wanted(request):
        after = {"list": "tokens", "format": file_wanted(request)}
        record("governance.export_list", by=request.user, at=now, change=Change(after=after))
        lines = in_batches(listed, lambda rows: token_lines(rows, request.user, at=now))
        return list_file(request, TOKENS, lines, at=now)
    page = Paginator(listed, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": token_lines(list(page.object_list), request.user, at=now),
        "may_issue": has_permission(request.user, Permission.TOKEN_ISSUE),
        "may_read_docs": has_permission(request.user, Permission.API_DOCS),
    }
    return render(request, "governance/token_list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Permission.TOKEN_ISSUE)
def token_new(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST or None, issuer=request.user)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            token, text = issue_token(form.new_token(now), by=request.user, at=now)
        except Refused as refusal:
            form.add_error(None, sentence_of(request, refusal))
        else:
            # In this one answer and nowhere else: kept in a session it would stand in the database.
            context = {"token": token, "text": text, "api": request.build_absolute_uri("/api/v1/")}
            return render(request, "governance/token_issued.html", context)
    return render(request, "governance/token_form.html", {"form": form})


@require_POST
@requires(Permission.TOKEN_ISSUE, Permission.API_DOCS)
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken.objects.visible_to(request.user), pk=pk)
    try:
        revoke_token(token, by=request.user, at=timezone.now())
    except Refused as refusal:
        return refused_to(request, refusal, reverse("governance:tokens"))
    messages.success(
        request, _("The token “%(name)s” opens nothing any more.") % {"name": token.name}
    )
    return HttpResponseRedirect(reverse("governance:tokens"))


@require_safe
@requires(Permission.API_DOCS)
def api_docs(request: HttpRequest) -> HttpResponse:
    groups = address_groups(get_language() or settings.LANGUAGE_CODE)
    return render(request, "governance/api_docs.html", {"groups": groups})
