"""Naming the present filters of a page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.filters import LONGEST, kept_query, page_view
from governance.services.saved_view import LONGEST_NAME, NewView


class SavedViewForm(forms.Form):
    """The address is read by the page's own filter form; what that does not know is not kept."""

    page = forms.CharField(max_length=60)
    name = forms.CharField(label=_("Name of the view"), max_length=LONGEST_NAME)
    query = forms.CharField(max_length=LONGEST, required=False)
    shared = forms.BooleanField(required=False)

    def clean_page(self):
        page = self.cleaned_data["page"]
        if page_view(page) is None:
            raise forms.ValidationError(_("This page has no filters to keep."))
        return page

    def clean(self):
        given = super().clean()
        if given.get("page"):
            given["query"] = kept_query(given["page"], given.get("query", ""))
        return given

    def new_view(self):
        given = self.cleaned_data
        return NewView(given["page"], given["name"], given["query"], given["shared"])
