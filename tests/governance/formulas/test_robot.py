"""Both signing recipes by fixed vectors (worked out with OpenSSL), and what the robots answer (domain §6.2)."""

import json
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from governance.formulas.robot import (
    HOSTS,
    MOST_BYTES,
    PATHS,
    cut,
    robot_refusal,
    robot_request,
    sign_dingtalk,
    sign_feishu,
)
from governance.states import ChannelKind

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=abc"
FEISHU = "https://open.feishu.cn/open-apis/bot/v2/hook/abc"
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc"


def test_sign_dingtalk_is_keyed_by_the_secret_over_milliseconds():
    # printf '1772413200000\nSECabc' | openssl dgst -sha256 -hmac SECabc -binary | base64
    assert sign_dingtalk("SECabc", 1772413200000) == "Q9Fyfxo2OHGX0DG6+wFpYkbF1Q9QvgwC7n/OVQCqMnE="


def test_sign_feishu_is_keyed_by_seconds_and_secret_over_nothing():
    # printf '' | openssl dgst -sha256 -mac HMAC -macopt hexkey:<'1772413200\nabc'> -binary | base64
    assert sign_feishu("abc", 1772413200) == "5LzqWxUWMJaE8TjhvABqd8AtDYAGFZzFxot9NL6KP9o="


def test_the_request_to_dingtalk_escapes_the_sign_once():
    request = robot_request(ChannelKind.DINGTALK, DINGTALK, "SECabc", "3 条", NOW)

    query = parse_qs(urlsplit(request.url).query)
    assert query["timestamp"] == ["1772413200000"]
    assert query["sign"] == ["Q9Fyfxo2OHGX0DG6+wFpYkbF1Q9QvgwC7n/OVQCqMnE="]
    assert json.loads(request.body) == {"msgtype": "text", "text": {"content": "3 条"}}


def test_the_request_to_feishu_is_signed_in_its_body():
    request = robot_request(ChannelKind.FEISHU, FEISHU, "abc", "3 条", NOW)

    assert request.url == FEISHU
    assert json.loads(request.body) == {
        "msg_type": "text",
        "content": {"text": "3 条"},
        "timestamp": "1772413200",
        "sign": "5LzqWxUWMJaE8TjhvABqd8AtDYAGFZzFxot9NL6KP9o=",
    }


@pytest.mark.parametrize(
    ("kind", "url"),
    [(ChannelKind.DINGTALK, DINGTALK), (ChannelKind.WECOM, WECOM), (ChannelKind.FEISHU, FEISHU)],
)
def test_without_a_secret_nothing_is_signed(kind, url):
    request = robot_request(kind, url, "", "x", NOW)

    assert request.url == url
    assert b"sign" not in request.body


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (b'{"errcode":0,"errmsg":"ok"}', ""),
        (b'{"code":0,"msg":"success","data":{}}', ""),
        (b'{"StatusCode":0,"StatusMessage":"success"}', ""),
        (b'{"errcode":310000,"errmsg":"sign not match"}', "310000 sign not match"),
        (b'{"code":19021,"msg":"sign match fail"}', "19021 sign match fail"),
        (b'{"errcode":"0"}', "0"),
        (b"{}", "None"),
        (b"[]", "no answer in JSON"),
        (b"", "no answer in JSON"),
        (b"<html>", "no answer in JSON"),
        (b"\xff\xfe", "no answer in JSON"),
    ],
)
def test_an_answer_of_200_is_read_before_it_counts(answer, refusal):
    assert robot_refusal(answer) == refusal


def test_a_long_text_is_cut_between_characters():
    assert len(cut("字" * 900).encode()) <= MOST_BYTES
    assert cut("ab") == "ab"


def test_every_kind_of_robot_has_a_host_and_a_path():
    assert set(HOSTS) == set(PATHS) == set(ChannelKind.values)
