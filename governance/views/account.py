"""My own account: what is known about me, what I may do, what I did last."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from governance.permissions import ROLES, roles_held
from governance.selectors.account import latest_acts_of


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
    context = {"facts": facts, "charters": charters, "entries": latest_acts_of(person)}
    return render(request, "governance/account.html", context)
