"""The layout of reports as it arrives from the page."""

from dataclasses import asdict

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.fields import WholeField
from kpi.selectors.report_template import (
    CHINESE_FONTS,
    LATIN_FONTS,
    REQUIRED,
    Fonts,
    Layout,
    Signer,
)
from kpi.states import PaperSection, Signature

MOST_SIGNERS = 4
MOST_PLACES = 99
FONT_WORDS = {
    "body": _("Body"),
    "heading": _("Headings"),
    "note": _("Remarks"),
    "latin": _("Latin letters and digits"),
}


class TemplateForm(forms.Form):
    """Sections by their places, signers by their labels; an empty place or label leaves the line out."""

    header = forms.CharField(
        label=_("Company header"),
        required=False,
        max_length=60,
        help_text=_("Above the cover; empty: the company's name."),
    )
    confidentiality = forms.CharField(
        label=_("Confidentiality line (Chinese)"), required=False, max_length=40
    )
    confidentiality_en = forms.CharField(
        label=_("Confidentiality line (English)"), required=False, max_length=40
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, layout: Layout, **kwargs):
        super().__init__(*args, initial=_initial(layout), **kwargs)
        for section in PaperSection:
            self.fields[f"place_{section}"] = WholeField(
                label=section.label,
                required=section in REQUIRED,
                min_value=1,
                max_value=MOST_PLACES,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
        for at in range(MOST_SIGNERS):
            self.fields[f"label_{at}"] = forms.CharField(
                label=_("Label (Chinese)"), required=False, max_length=20
            )
            self.fields[f"label_en_{at}"] = forms.CharField(
                label=_("Label (English)"), required=False, max_length=30
            )
            self.fields[f"source_{at}"] = forms.ChoiceField(
                label=_("Name"), choices=Signature.choices
            )
        for name, word in FONT_WORDS.items():
            fonts = LATIN_FONTS if name == "latin" else CHINESE_FONTS
            self.fields[f"font_{name}"] = forms.ChoiceField(
                label=word, choices=[(font, font) for font in fonts]
            )

    @property
    def places(self):
        return [self[f"place_{section}"] for section in PaperSection]

    @property
    def signers(self):
        return [
            [self[f"label_{at}"], self[f"label_en_{at}"], self[f"source_{at}"]]
            for at in range(MOST_SIGNERS)
        ]

    @property
    def fonts(self):
        return [self[f"font_{name}"] for name in FONT_WORDS]

    def layout(self) -> Layout:
        """The layout that was asked for; sections on the same place stand in the usual order."""
        given = self.cleaned_data
        placed = [
            (given[f"place_{section}"], at, str(section))
            for at, section in enumerate(PaperSection)
            if given[f"place_{section}"]
        ]
        signers = tuple(
            Signer(given[f"label_{at}"], given[f"label_en_{at}"], given[f"source_{at}"])
            for at in range(MOST_SIGNERS)
            if given[f"label_{at}"]
        )
        return Layout(
            sections=tuple(section for _place, _at, section in sorted(placed)),
            signers=signers,
            fonts=Fonts(**{name: given[f"font_{name}"] for name in FONT_WORDS}),
            confidentiality=given["confidentiality"],
            confidentiality_en=given["confidentiality_en"],
            header=given["header"],
        )


def _initial(layout: Layout) -> dict:
    found = {
        "header": layout.header,
        "confidentiality": layout.confidentiality,
        "confidentiality_en": layout.confidentiality_en,
    }
    found |= {f"place_{section}": at for at, section in enumerate(layout.sections, 1)}
    for at, signer in enumerate(layout.signers):
        found |= {
            f"label_{at}": signer.label,
            f"label_en_{at}": signer.label_en,
            f"source_{at}": signer.source,
        }
    for at in range(len(layout.signers), MOST_SIGNERS):
        found[f"source_{at}"] = Signature.NOBODY
    return found | {f"font_{name}": font for name, font in asdict(layout.fonts).items()}
