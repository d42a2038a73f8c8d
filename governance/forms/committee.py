"""Seats of the committee and the rule it decides by; nothing is filled in as if it were decided (R23, G20)."""

from fractions import Fraction

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.lib.bilingual import with_aside
from governance.lib.fields import DayField
from governance.lib.widgets import DayInput
from governance.services.committee import Majority, NewMember, NewRule
from governance.states import MajorityBasis, Seat, VotingForm

CHOOSE = [("", _("please choose"))]
YES_NO = [*CHOOSE, ("yes", _("yes")), ("no", _("no"))]
LARGEST_PART = 1000


class ShareField(forms.CharField):
    """A share as people write it: 2/3, 50% or 1/2; kept exact."""

    def __init__(self, **kwargs):
        super().__init__(max_length=12, **kwargs)

    def clean(self, value):
        text = super().clean(value).replace(" ", "").replace("／", "/").replace("％", "%")
        if not text:
            return None
        share = _share(text)
        if share is None or not 0 < share <= 1 or share.denominator > LARGEST_PART:
            raise forms.ValidationError(_("Please write a share up to 1, like 2/3 or 50%."))
        return share


class DayFilterForm(forms.Form):
    """The day whose committee is shown."""

    on = DayField(label=_("As it was on"), widget=DayInput(), required=False)


class MemberForm(forms.Form):
    """A person takes a seat from a day on."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=int)
    seat = forms.ChoiceField(label=_("Seat"), choices=[*CHOOSE, *Seat.choices])
    has_vote = forms.ChoiceField(label=_("with a vote"), choices=YES_NO)
    valid_from = DayField(label=_("from"), widget=DayInput())
    valid_to = DayField(
        label=_("to"),
        widget=DayInput(),
        required=False,
        help_text=_("Empty: until further notice. The policy names no term."),
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {row.pk: row for row in people}
        self.fields["person"].choices = [
            *CHOOSE,
            *((row.pk, with_aside(row.name, row.staff_no)) for row in people),
        ]

    def member(self):
        given = dict(self.cleaned_data)
        return NewMember(
            person=self.people[given["person"]],
            seat=given["seat"],
            has_vote=given["has_vote"] == "yes",
            valid_from=given["valid_from"],
            valid_to=given["valid_to"],
        )


class TermForm(forms.Form):
    """The last day of a term."""

    last_day = DayField(label=_("Last day"), widget=DayInput())
    note = forms.CharField(label=_("Reason"), max_length=300, required=False)


class RuleForm(forms.Form):
    """Every part of the rule is answered; the common practice stands beside it as a hint only."""

    valid_from = DayField(
        label=_("In force from"),
        widget=DayInput(),
        help_text=_("Today or later: no vote that was counted is counted anew."),
    )
    quorum = ShareField(
        label=_("Quorum"),
        help_text=_("Share of the members with a vote who must take part. Common: at least 2/3."),
    )
    majority = ShareField(
        label=_("Majority"), help_text=_("Share that must agree. Common: more than 1/2.")
    )
    is_strict = forms.ChoiceField(
        label=_("The share itself"),
        choices=[*CHOOSE, ("yes", _("more than the share")), ("no", _("the share is enough"))],
    )
    majority_basis = forms.ChoiceField(
        label=_("of what"),
        choices=[*CHOOSE, *MajorityBasis.choices],
        help_text=_("Common: of all members with a vote, present or not."),
    )
    abstentions_count = forms.ChoiceField(
        label=_("Who abstains counts as present"), choices=YES_NO, help_text=_("Common: yes.")
    )
    proposer_recuses = forms.ChoiceField(
        label=_("Whoever proposes takes no part in the vote"),
        choices=YES_NO,
        help_text=_("Common: yes; an interested member recuses."),
    )
    form = forms.ChoiceField(
        label=_("How decisions are made"), choices=[*CHOOSE, *VotingForm.choices]
    )
    basis = forms.CharField(
        label=_("What the rule rests on"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Which decision or document this rule stands on; it stays on record."),
    )

    def rule(self):
        given = self.cleaned_data
        majority = Majority(
            given["majority"], given["majority_basis"], is_strict=given["is_strict"] == "yes"
        )
        return NewRule(
            valid_from=given["valid_from"],
            quorum=given["quorum"],
            majority=majority,
            basis=given["basis"],
            abstentions_count=given["abstentions_count"] == "yes",
            proposer_recuses=given["proposer_recuses"] == "yes",
            form=given["form"],
        )


def _share(text):
    try:
        if text.endswith("%"):
            return Fraction(text[:-1]) / 100
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
