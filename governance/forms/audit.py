"""What the auditor looks for in the trail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from governance.selectors.audit import NOT_OK, OK, TrailFilter
from governance.selectors.object_page import kinds_in_words

RESULTS = (
    ("", _("all")),
    (OK, _("done")),
    (NOT_OK, _("not done, or a fault")),
    ("refused", _("refused")),
    ("fault", _("fault")),
    ("lost", _("lost")),
)


class TrailForm(forms.Form):
    """Filters over the trail; all optional. Key and request are set by links, and can be typed."""

    q = forms.CharField(label=_("text"), required=False, max_length=60)
    actor = forms.CharField(label=_("actor"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("kind of record"), required=False)
    key = forms.CharField(label=_("number of the record"), required=False, max_length=80)
    result = forms.ChoiceField(label=_("result"), required=False, choices=RESULTS)
    earliest = DayField(label=_("from"), required=False, widget=DayInput())
    latest = DayField(label=_("to"), required=False, widget=DayInput())
    request = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Worded when it is asked for: in the order of the reader's language.
        self.fields["kind"].choices = [("", _("all")), *kinds_in_words()]

    def wanted(self) -> TrailFilter:
        given = self.cleaned_data
        return TrailFilter(
            text=given["q"],
            actor=given["actor"],
            earliest=given["earliest"],
            latest=given["latest"],
            kind=given["kind"],
            key=given["key"],
            result=given["result"],
            request=given["request"],
        )
