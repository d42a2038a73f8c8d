"""What the PMO writes into a checklist, and the file one is read from (R66, G39)."""

import tempfile
from pathlib import Path

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.workbook import FileRefused, Room, open_workbook
from kpi.services.checklist import MOST_ITEMS, ItemText

MOST_MEGABYTES = 2
ROOM = Room(entry=10 << 20, total=20 << 20)
# The heads of the file, as the export writes them in either language.
HEADS = {
    "clause": ("条款", "Clause"),
    "process": ("过程", "Process"),
    "standard": ("标准条款", "Clause of the standard"),
    "text": ("检查项", "Item to check"),
    "text_en": ("检查项（英文）", "Item to check (English)"),
    "hint": ("看什么", "What to look at"),
}
HEAD_ROWS = 5


class ChecklistForm(forms.Form):
    """How the first version begins."""

    title = forms.CharField(label=_("Title"), max_length=120)
    begin = forms.ChoiceField(
        label=_("Begin with"),
        choices=[
            ("requirements", _("the requirements of the policy, one item each, to be edited")),
            ("empty", _("an empty list")),
        ],
        widget=forms.RadioSelect,
    )


class NextVersionForm(forms.Form):
    note = forms.CharField(label=_("Why a new version"), max_length=300)


class ItemForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    clause_label = forms.CharField(label=_("Clause"), max_length=20, required=False)
    process = forms.TypedChoiceField(
        label=_("Process"), coerce=int, required=False, empty_value=None
    )
    standard_clause = forms.CharField(
        label=_("Clause of the standard"),
        max_length=60,
        required=False,
        help_text=_("With its edition, where one is assessed by."),
    )
    text = forms.CharField(
        label=_("What is looked at"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    text_en = forms.CharField(
        label=_("The same in English"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    hint = forms.CharField(label=_("What to look at"), max_length=500, required=False)

    def __init__(self, *args, processes, clauses, **kwargs):
        super().__init__(*args, **kwargs)
        self.processes = {row.pk: row for row in processes}
        self.clauses = clauses
        self.fields["process"].choices = [
            ("", "–"),
            *((row.pk, said(row)) for row in processes),
        ]

    def item(self):
        given = self.cleaned_data
        return ItemText(
            text=given["text"],
            text_en=given["text_en"],
            clause_label=given["clause_label"],
            clause=clause_of(given["clause_label"], self.clauses),
            process=self.processes.get(given["process"]),
            standard_clause=given["standard_clause"],
            hint=given["hint"],
        )


class ChecklistFileForm(forms.Form):
    file = forms.FileField(
        label=_("Checklist as XLSX"),
        help_text=_("With the heads of the export; it takes the place of all items of the draft."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )

    def __init__(self, *args, processes, clauses, **kwargs):
        super().__init__(*args, **kwargs)
        self.processes, self.clauses = processes, clauses

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_MEGABYTES << 20:
            raise forms.ValidationError(
                _("The file holds more than %(most)s MB.") % {"most": MOST_MEGABYTES}
            )
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "checklist.xlsx"
            path.write_bytes(file.read())
            try:
                return items_in_file(path, self.processes, self.clauses)
            except FileRefused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal


def clause_of(label, clauses):
    """The numbered clause a label names, without its point: 6.4.2② is in 6.4.2."""
    number = label.strip().rstrip("①②③④⑤⑥⑦⑧⑨⑩")
    return next((row for row in clauses if row.number == number), None)


def items_in_file(path, processes, clauses):
    """The items of a workbook, whole or refused with the row and what is wrong in it."""
    with open_workbook(path, room=ROOM) as rows:
        places, found = None, []
        for number, row in rows:
            cells = [_text(cell) for cell in row]
            if places is None:
                places = _places(cells)
                if places is None and number >= HEAD_ROWS:
                    break
            elif any(cells):
                found.append(_item(number, cells, places, processes, clauses))
                if len(found) > MOST_ITEMS:
                    raise FileRefused(
                        _now("A checklist has at most %(most)s items.") % {"most": MOST_ITEMS}
                    )
    if places is None:
        raise FileRefused(
            _now("The column “%(name)s” is missing; export a version to see the heads.")
            % {"name": HEADS["text"][0]}
        )
    if not found:
        raise FileRefused(_now("The file has no item."))
    return found


def _places(cells):
    by_name = {name.casefold(): place for place, name in enumerate(cells) if name}
    places = {
        key: by_name[name.casefold()]
        for key, names in HEADS.items()
        for name in names
        if name.casefold() in by_name
    }
    return places if "text" in places else None


def _item(number, cells, places, processes, clauses):
    told = {key: cells[place] if place < len(cells) else "" for key, place in places.items()}
    if not told["text"]:
        raise FileRefused(_now("Row %(row)s has no item.") % {"row": number})
    named = told.get("process", "")
    process = next(
        (row for row in processes if named and named in {row.code, row.name, row.name_en}), None
    )
    if named and process is None:
        raise FileRefused(
            _now("Row %(row)s: there is no process “%(name)s”.") % {"row": number, "name": named}
        )
    label = told.get("clause", "")
    return ItemText(
        text=told["text"],
        text_en=told.get("text_en", ""),
        clause_label=label,
        clause=clause_of(label, clauses),
        process=process,
        standard_clause=told.get("standard", ""),
        hint=told.get("hint", ""),
    )


def _text(cell):
    # A clause “7” or “6.1” typed as a number comes out as one.
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""
