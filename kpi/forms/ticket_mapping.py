"""Declaring a ticket source: a preset or a mapping file, a process, a department."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.workflow import Refused
from governance.models import Department, Person
from kpi.lib.ticket_declaration import load_mapping
from kpi.lib.ticket_presets import load_preset, preset_names
from kpi.services.ticket import Declaration, file_declaration, preset_declaration
from processes.models import Process

LARGEST = 100_000


class SourceForm(forms.Form):
    preset = forms.ChoiceField(
        label=_("Preset"), required=False, help_text=_("A mapping that ships with the product.")
    )
    mapping = forms.FileField(
        label=_("or a mapping file"),
        required=False,
        help_text=_(
            "TOML or YAML; its name becomes the source's code. The manual shows one that can be copied."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,.yaml,.yml"}),
    )
    process = forms.ChoiceField(
        label=_("Process"), required=False, help_text=_("Empty: the one the mapping names.")
    )
    department = forms.ChoiceField(
        label=_("Owning department"),
        required=False,
        help_text=_("Its specialists may hand in exports and see the tickets."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.processes = {
            row.code: row for row in Process.objects.visible_to(person).order_by("position")
        }
        rows = Department.objects.visible_to(person).filter(retired_on=None).order_by("rank", "pk")
        self.departments = {str(row.pk): row for row in rows}
        presets = [(name, said(load_preset(name))) for name in preset_names()]
        self.fields["preset"].choices = [("", "–"), *presets]
        self.fields["process"].choices = [
            ("", "–"),
            *((code, said(row)) for code, row in self.processes.items()),
        ]
        self.fields["department"].choices = [
            ("", "–"),
            *((pk, said(row)) for pk, row in self.departments.items()),
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        preset, file = given.get("preset"), given.get("mapping")
        if bool(preset) is bool(file):
            raise forms.ValidationError(
                _("Choose a preset or hand in a mapping file, one of the two.")
            )
        try:
            found = preset_declaration(preset) if preset else self.declared(file)
            load_mapping(found.text, kind=found.kind)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        given["declaration"] = Declaration(
            code=found.code,
            text=found.text,
            kind=found.kind,
            preset=found.preset,
            process=self.processes.get(given.get("process", "")),
            department=self.departments.get(given.get("department", "")),
        )
        return given

    def declared(self, file: Any) -> Declaration:
        if file.size > LARGEST:
            raise forms.ValidationError(_("A mapping is a short text; this file is too large."))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("The mapping is not UTF-8 text.")) from error
        return file_declaration(file.name, text)
