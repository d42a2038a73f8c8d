"""The register of documents: choosing from it, entries, versions, their publication and end; uploading the policy's text."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import said
from governance.lib.fields import DayField, WholeField
from governance.lib.widgets import DayInput
from governance.models import Department, Document, Person
from governance.selectors.document_register import (
    FILE,
    NO_VERSION,
    NUMBER,
    OVERDUE,
    SOON,
    DocumentFilter,
)
from governance.services.document import VersionNote
from governance.services.document_register import Entry
from governance.states import Classification, ContentKind, Distribution, DocumentStanding

LARGEST = 2_000_000
ANY = [("", _("all"))]
_LISTED = (
    DocumentStanding.IN_FORCE,
    DocumentStanding.SCHEDULED,
    DocumentStanding.DRAFT,
    DocumentStanding.IN_APPROVAL,
    DocumentStanding.RETURNED,
    DocumentStanding.APPROVED,
    DocumentStanding.RETIRED,
)


class PolicyUploadForm(forms.Form):
    file = forms.FileField(
        label=_("Text file of the policy"),
        help_text=_(
            "Plain text (.txt or .md), as converted from the policy. The same file is imported once."
        ),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 2 MB; a policy's text is not."))
        return file


class DocumentFilterForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[*ANY, *Document.Kind.choices], required=False
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            *ANY,
            *((each.value, each.label) for each in _LISTED),
            (NO_VERSION, _("no version yet")),
        ],
        required=False,
    )
    lacks = forms.ChoiceField(
        label=_("Missing"),
        choices=[("", _("–")), (NUMBER, _("number")), (FILE, _("file"))],
        required=False,
    )
    review = forms.ChoiceField(
        label=_("Next review"),
        choices=[("", _("–")), (OVERDUE, _("overdue")), (SOON, _("within 30 days"))],
        required=False,
    )
    owner = forms.ChoiceField(label=_("Department in charge"), choices=ANY, required=False)
    text = forms.CharField(label=_("Words"), max_length=60, required=False)

    def __init__(self, *args: Any, owners: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [*ANY, *((row.code, said(row)) for row in owners)]

    def chosen(self) -> DocumentFilter:
        """What can be read of an address is used, what cannot is left out."""
        self.is_valid()
        return DocumentFilter(**self.cleaned_data)


class EntryForm(forms.Form):
    """An entry of the register. A number typed here is one the document already has."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Document.Kind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    title_en = forms.CharField(label=_("English title"), max_length=200, required=False)
    number = forms.CharField(
        label=_("Number it already has"),
        max_length=60,
        required=False,
        help_text=_("Empty: the next number of its kind is given at the first submission."),
    )
    owner = forms.ChoiceField(
        label=_("Department in charge"),
        required=False,
        help_text=_("The department that answers for it; its specialists and head read drafts."),
    )
    classification = forms.ChoiceField(
        label=_("Classification"),
        choices=Classification.choices,
        initial=Classification.INTERNAL,
        help_text=_(
            "Restricted: only its distribution, its owner, the PMO, the committee and the auditor read it."
        ),
    )
    distribution = forms.ChoiceField(
        label=_("Who confirms having read it"),
        choices=Distribution.choices,
        initial=Distribution.EVERYONE,
    )
    readers = forms.MultipleChoiceField(
        label=_("Departments on the distribution"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    review_months = WholeField(
        label=_("Looked at again every … months"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=_("Empty: as the company has decided, or not at all."),
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, departments: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.departments = {str(row.pk): row for row in departments}
        names = [(key, said(row)) for key, row in self.departments.items()]
        self.fields["owner"].choices = [("", _("nobody yet")), *names]
        self.fields["readers"].choices = names
        if known:
            del self.fields["number"]

    def clean(self):
        cleaned = super().clean()
        is_by_department = cleaned.get("distribution") == Distribution.DEPARTMENTS
        if is_by_department and not cleaned.get("readers"):
            self.add_error("readers", _("Name at least one department."))
        return cleaned

    def entry(self) -> Entry:
        """What was filled in, as the register takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "number"}
        given["owner"] = self.departments.get(given["owner"])
        is_by_department = given["distribution"] == Distribution.DEPARTMENTS
        chosen = given["readers"] if is_by_department else ()
        given["readers"] = tuple(self.departments[key] for key in chosen)
        return Entry(**given)


def entry_of(document: Document, readers: list[Department]) -> dict[str, Any]:
    """An entry as it stands, for the form."""
    return {
        "kind": document.kind,
        "title": document.title,
        "title_en": document.title_en,
        "owner": str(document.owner_id or ""),
        "classification": document.classification,
        "distribution": document.distribution,
        "readers": [str(row.pk) for row in readers],
        "review_months": document.review_months,
        "note": document.note,
    }


class VersionForm(forms.Form):
    """What an author says of a version."""

    label = forms.CharField(
        label=_("Version"),
        max_length=20,
        required=False,
        help_text=_("Empty: the next one; a material change counts up the first number."),
    )
    change_note = forms.CharField(
        label=_("Change note"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stands in the version history and before the deciders."),
    )
    is_material = forms.BooleanField(
        label=_("Material change: everybody on the distribution reads it anew"), required=False
    )
    content_kind = forms.ChoiceField(
        label=_("Content"), choices=ContentKind.choices, initial=ContentKind.CLAUSES
    )

    def __init__(self, *args: Any, is_first: bool = False, known: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["is_material"]
        if known:
            del self.fields["content_kind"]

    def note(self) -> VersionNote:
        """What was said, as the act takes it; a first version is always to be read."""
        return VersionNote(**{"is_material": True, **self.cleaned_data})


class SubmitForm(forms.Form):
    """Whom the submitter names as reviewer, where the route has a step for one."""

    reviewer = forms.ChoiceField(
        label=_("Reviewer"),
        required=False,
        help_text=_("Somebody else than its authors. Empty: the process managers."),
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        names = [(key, person.name) for key, person in self.people.items()]
        self.fields["reviewer"].choices = [("", _("the process managers")), *names]

    def chosen(self) -> Person | None:
        """The person named, or nobody."""
        return self.people.get(self.cleaned_data["reviewer"])


class PublishForm(forms.Form):
    effective_on = DayField(
        label=_("Takes effect on"),
        widget=DayInput,
        help_text=_("Today or later; the version before ends the day before."),
    )


class ReasonForm(forms.Form):
    note = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class RetireForm(forms.Form):
    ended_on = DayField(label=_("Last day in force"), widget=DayInput)
    note = forms.CharField(
        label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class NumberForm(forms.Form):
    number = forms.CharField(
        label=_("Number"),
        max_length=60,
        required=False,
        help_text=_(
            "Empty: the next number of its kind. A number is never changed and never reused."
        ),
    )
