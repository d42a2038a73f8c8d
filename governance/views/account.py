"""My own account: what is known about me, what I may do, what I did last, how I am told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from governance.forms.mail_choice import MailChoiceForm
from governance.permissions import ROLES, roles_held
from governance.selectors.account import latest_acts_of
from governance.selectors.mail_choice import mail_rhythm
from governance.services.mail_choice import choose_mail


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    person = request.user
    facts = [
        (_("Name"), person.name),
        (_("Login"), person.username),
        (_("Staff number"), person.staff_no),
        (_("Department"), person.department),
        (_("E-mail"), person.email),
    ]
    held = roles_held(person)
    charters = [charter for role, charter in ROLES.items() if role in held]
    context = {
        "facts": facts,
        "charters": charters,
        "entries": latest_acts_of(person),
        "mail_form": MailChoiceForm(initial={"rhythm": mail_rhythm(person)}),
    }
    return render(request, "governance/account.html", context)


@require_POST
def account_mail(request: HttpRequest) -> HttpResponse:
    form = MailChoiceForm(request.POST)
    if form.is_valid():
        choose_mail(form.cleaned_data["rhythm"], by=request.user, at=timezone.now())
        messages.success(request, _("From the next message on you are told like this."))
    else:
        messages.error(request, _("Please choose one of the three."))
    return HttpResponseRedirect(reverse("governance:account"))
