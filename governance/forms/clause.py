"""Writing a clause, adding one, and handing in a text that is written already."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.services.clause import LONGEST_TEXT

LARGEST_TEXT = 2_000_000
WHERE = [("after", _("after it")), ("before", _("before it")), ("below", _("below it"))]


class ClauseForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(
            attrs={"rows": 18, "class": "c-write__text", "spellcheck": "false", "wrap": "soft"}
        ),
        help_text=_(
            "Markdown: **bold**, - point, 1. point, | a | b | for tables, [words](https://…) for links."
        ),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class NewClauseForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
    where = forms.ChoiceField(label=_("Place"), choices=[*WHERE, ("last", _("at the end"))])
    beside = forms.IntegerField(required=False, widget=forms.HiddenInput)


class TakeOverForm(forms.Form):
    text = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        max_length=LARGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_(
            "With Markdown headings (## Scope), or with numbered lines (1.1 Scope) as copied from Word."
        ),
    )
    file = forms.FileField(
        label=_("or a file"),
        required=False,
        help_text=_("Word (.docx) with headings, Markdown (.md) or plain text (.txt)."),
    )

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("text") or "").strip() and not cleaned.get("file"):
            raise forms.ValidationError(_("Please paste a text or choose a file."))
        return cleaned

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and is_plain(file.name) and file.size > LARGEST_TEXT:
            raise forms.ValidationError(
                _("The file is larger than 2 MB; a document's text is not.")
            )
        return file


def is_plain(name):
    """Text is read at once; a Word file is read by a worker."""
    return (name or "").casefold().endswith((".md", ".txt"))


def text_of_file(content):
    """Plain text as people save it: UTF-8, UTF-16 with its mark, or GB18030; None when it is none of these."""
    encodings = (
        ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030")
    )
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None
