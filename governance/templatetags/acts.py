"""The acts of the trail in words: steps speak through their tables, other acts through the list here."""

from functools import cache
from importlib import import_module

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from governance.lib.workflow import Step

register = template.Library()

# Acts that move no state; those that do are found in the tables of states.
ACTS: dict[str, str | Promise] = {
    "create_person": _("opened the account"),
    "disable_person": _("disabled the account"),
    "grant_role": _("granted a role"),
    "withdraw_role": _("withdrew a role"),
    "change_password": _("changed the password"),
    "choose_language": _("chose a language"),
    "sign_in": _("signed in"),
    "sign_out": _("signed out"),
    "refuse_sign_in": _("sign-in refused"),
    "lock_sign_in": _("sign-in locked after too many tries"),
    "change_setting": _("changed a setting"),
    "request_job": _("requested background work"),
    "import_policy": _("imported the policy"),
    "edit_process": _("edited the process"),
    "load_catalogue": _("loaded the catalogue"),
    "set_target": _("set a target"),
    "revise_definition": _("changed the formula"),
    "declare_source": _("declared the ticket source"),
    "receive_export": _("handed in an export"),
    "import_tickets": _("imported tickets"),
    "add_measure": _("added the base measure"),
    "save_draft": _("saved a draft"),
    "issue_token": _("issued an access token"),
    "revoke_token": _("revoked an access token"),
}


@cache
def _steps_of(app: str) -> tuple[Step, ...]:
    try:
        # By name at run time, because the trail tells of apps that stand above this one.
        found = vars(import_module(f"{app}.states")).values()
    except ImportError:
        return ()
    tables = [value for value in found if isinstance(value, tuple)]
    steps = [step for table in tables for step in table if isinstance(step, Step)]
    return tuple(sorted(steps, key=lambda step: -len(step.name)))


@register.filter
def act(name: str) -> str:
    """An act is named in the reader's words; one that nobody has worded shows its code, readably."""
    app, _dot, rest = name.partition(".")
    if rest in ACTS:
        return str(ACTS[rest])
    for step in _steps_of(app):
        if rest.startswith(f"{step.name}_"):
            return str(step.label)
    return (rest or app).replace("_", " ")
