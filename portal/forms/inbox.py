"""What is looked for in the inbox."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.states import ObligationKind

TODO, DONE, STARTED, READ = "todo", "done", "started", "read"
TABS = ((TODO, _("To do")), (DONE, _("Done")), (STARTED, _("Started by me")), (READ, _("To read")))


@dataclass(frozen=True)
class InboxChoice:
    """A tab, a kind of duty, a part of the title; no kind and no part = everything."""

    tab: str = TODO
    kind: str = ""
    text: str = ""


class InboxForm(forms.Form):
    """What cannot be read of an address is left out."""

    q = forms.CharField(label=_("Search"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("all")), *ObligationKind.choices], required=False
    )
    tab = forms.ChoiceField(choices=TABS, required=False, widget=forms.HiddenInput)

    def chosen(self) -> InboxChoice:
        self.is_valid()
        given = self.cleaned_data
        return InboxChoice(given.get("tab") or TODO, given.get("kind") or "", given.get("q") or "")
