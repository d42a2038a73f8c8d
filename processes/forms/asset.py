"""What people say of an asset, and what they look for in the library, as it arrives from the page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from processes.models import Asset
from processes.selectors.asset import FRAMEWORK, AssetChoice
from processes.services.asset import LONGEST_SUMMARY, LONGEST_TITLE, AssetFacts
from processes.states import AssetState

ANY = [("", _("all"))]
_LABELS = _(
    "Public and internal ones are read by everybody who is signed in; a public one may be given outside. A restricted one is read by the departments named, and every download is logged."
)


class AssetFilterForm(forms.Form):
    text = forms.CharField(
        label=_("Title, number or text"), max_length=60, required=False, strip=True
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *Asset.Kind.choices], required=False)
    process = forms.ChoiceField(label=_("Process"), choices=ANY, required=False)
    label = forms.ChoiceField(
        label=_("Label"), choices=[*ANY, *Asset.Label.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("all but archived")), *AssetState.choices],
        required=False,
    )
    sort = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, processes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["process"].choices = [
            *ANY,
            (FRAMEWORK, _("the framework as a whole")),
            *processes,
        ]

    def chosen(self):
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return AssetChoice(**self.cleaned_data)


class LabelForm(forms.Form):
    """Who reads an asset and who owns it."""

    label = forms.ChoiceField(
        label=_("Label"),
        choices=Asset.Label.choices,
        widget=forms.RadioSelect,
        help_text=_LABELS,
        initial=Asset.Label.INTERNAL,
    )
    departments = forms.TypedMultipleChoiceField(
        label=_("Departments that read a restricted one"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    owner = forms.TypedChoiceField(label=_("Owner"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args, departments, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {
            "departments": {row.pk: row for row in departments},
            "owner": {row.pk: row for row in people},
        }
        self.fields["departments"].choices = [
            (key, said(row)) for key, row in self.rows["departments"].items()
        ]
        self.fields["owner"].choices = [
            ("", _("whoever enters it")),
            *((key, row.name) for key, row in self.rows["owner"].items()),
        ]

    def readers(self):
        """The chosen rows, by the names the service knows."""
        given = self.cleaned_data
        return {
            "label": given["label"],
            "departments": [self.rows["departments"][key] for key in given["departments"]],
            "owner": self.rows["owner"].get(given["owner"]),
        }


class AssetForm(LabelForm):
    """An asset in its first version: what it is, and who reads it."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=Asset.Kind.choices, widget=forms.RadioSelect, initial="document"
    )
    title = forms.CharField(label=_("Title"), max_length=LONGEST_TITLE)
    process = forms.ChoiceField(label=_("Process"), required=False)
    summary = forms.CharField(
        label=_("Text of the asset"),
        max_length=LONGEST_SUMMARY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("A lesson may be this text alone; files are added on the next page."),
    )
    version_label = forms.CharField(label=_("Version"), max_length=20, initial="V1.0")
    field_order = [
        "kind",
        "title",
        "process",
        "summary",
        "version_label",
        "label",
        "departments",
        "owner",
    ]

    def __init__(self, *args, processes, is_pmo, **kwargs):
        super().__init__(*args, **kwargs)
        self.processes = {row.code: row for row in processes}
        whole = [("", _("the framework as a whole"))] if is_pmo else []
        self.fields["process"].choices = [
            *whole,
            *((code, said(row)) for code, row in self.processes.items()),
        ]
        self.fields["process"].required = not is_pmo

    def facts(self):
        given = self.cleaned_data
        return AssetFacts(
            kind=given["kind"],
            title=given["title"],
            process=self.processes.get(given["process"]),
            summary=given["summary"],
            version_label=given["version_label"],
            **self.readers(),
        )


class RevisionForm(forms.Form):
    """A new version of what stands in the library: its text and its name."""

    summary = forms.CharField(
        label=_("Text of the asset"),
        max_length=LONGEST_SUMMARY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    version_label = forms.CharField(label=_("Version"), max_length=20)

    def facts_of(self, asset):
        return AssetFacts(
            kind=asset.kind,
            title=asset.title,
            process=asset.process,
            label=asset.label,
            **self.cleaned_data,
        )


class RelabelForm(LabelForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
