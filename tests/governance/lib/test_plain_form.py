"""What a form sends: seen text is kept, unseen marks are left out, NUL is refused (F2, F4)."""

import pytest
from django.core.exceptions import BadRequest
from django.test import RequestFactory

from governance.lib.plain_form import make_plain, plain


def sent(**fields):
    return RequestFactory().post("/", fields)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("工单\u202egnp.exe", "工单gnp.exe"),
        ("\ufeff张\u200b三\x07", "张三"),
        ("\u200b", ""),
        ("一行\r\n\t二行", "一行\r\n\t二行"),
        ("👩\u200d🚒 𠮷", "👩\u200d🚒 𠮷"),
    ],
)
def test_marks_nobody_sees_are_left_out(typed, kept):
    request = sent(name=typed, tags=["a", typed])

    make_plain(request)

    assert request.POST["name"] == kept
    assert request.POST.getlist("tags") == ["a", kept]


def test_a_password_is_kept_exactly():
    request = sent(new_password1=" a\u200bb ", note="a\u200bb")

    make_plain(request)

    assert request.POST["new_password1"] == " a\u200bb "
    assert request.POST["note"] == "ab"


def test_what_was_left_out_cannot_be_written_back():
    request = sent(name="a\u200b")

    make_plain(request)

    with pytest.raises(AttributeError):
        request.POST["name"] = "b"


@pytest.mark.parametrize("fields", [{"note": "a\0b"}, {"a\0b": "note"}])
def test_a_form_with_a_nul_reaches_no_view(fields):
    with pytest.raises(BadRequest):
        plain(lambda _request: pytest.fail("the view was asked"))(sent(**fields))
