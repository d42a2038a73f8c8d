"""What a group robot is declared with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.models import Department
from governance.services.channel import NewChannel
from governance.states import ChannelKind, MessageTopic


class ChannelForm(forms.Form):
    kind = forms.ChoiceField(label=_("robot of"), choices=ChannelKind.choices)
    name = forms.CharField(
        label=_("name of the group"),
        max_length=60,
        help_text=_("As people know it, such as “O&M department”."),
    )
    url = forms.CharField(
        label=_("address of the robot"),
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "Copied from the group's settings. Whoever knows it can write into the group: it is kept sealed and not shown again."
        ),
    )
    secret = forms.CharField(
        label=_("signing secret"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("DingTalk and Feishu, where signing is switched on; WeCom has none."),
    )
    topics = forms.MultipleChoiceField(
        label=_("told of"),
        choices=MessageTopic.choices,
        initial=[MessageTopic.DUTY, MessageTopic.REMINDER],
        widget=forms.CheckboxSelectMultiple,
    )
    department = forms.ModelChoiceField(
        label=_("messages of"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("all departments"),
    )

    def __init__(self, *args, viewer, **kwargs):
        super().__init__(*args, **kwargs)
        rows = Department.objects.visible_to(viewer).filter(retired_on=None)
        self.fields["department"].queryset = rows.order_by("rank", "pk")

    def new_channel(self) -> NewChannel:
        found = self.cleaned_data
        return NewChannel(
            found["kind"],
            found["name"],
            found["url"].strip(),
            tuple(found["topics"]),
            found["secret"].strip(),
            found["department"],
        )
