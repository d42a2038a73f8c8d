"""The RACI table as it arrives from the page: one choice per activity and department."""

from django import forms
from django.utils.translation import gettext_lazy as _

LETTERS = [("", "–"), ("R", "R"), ("RA", "R A"), ("A", "A"), ("C", "C"), ("I", "I")]


class RaciForm(forms.Form):
    """A field per cell, named by it; a reason for the change."""

    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, table, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = {}
        for row in table.rows:
            for cell, department in zip(row.cells, table.departments, strict=True):
                self.places[cell.key] = (row.activity.pk, department.pk)
                self.fields[cell.key] = forms.ChoiceField(
                    choices=LETTERS,
                    required=False,
                    initial=cell.letters,
                    widget=forms.Select(attrs={"aria-label": f"{row.activity} · {department}"}),
                )

    def lines(self, table):
        """Each activity with the fields of its cells, as the page lays them out."""
        return [(row.activity, [self[cell.key] for cell in row.cells]) for row in table.rows]

    def wanted(self):
        return {
            place: self.cleaned_data[key]
            for key, place in self.places.items()
            if self.cleaned_data[key]
        }
