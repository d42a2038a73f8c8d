"""What is looked for everywhere."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.selectors.search import SearchChoice
from portal.selectors.search_parts import KINDS


class SearchForm(forms.Form):
    """What cannot be read of an address is left out."""

    q = forms.CharField(label=_("Search for"), required=False, max_length=60)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("all")), *KINDS], required=False, widget=forms.Select
    )

    def chosen(self) -> SearchChoice:
        self.is_valid()
        given = self.cleaned_data
        return SearchChoice(given.get("q") or "", given.get("kind") or "")
