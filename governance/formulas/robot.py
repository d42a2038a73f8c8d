"""What the group robots of DingTalk, WeCom and Feishu want to be sent, and what they answer (domain §6.2)."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

DINGTALK, WECOM, FEISHU = "dingtalk", "wecom", "feishu"
HOSTS = {
    DINGTALK: "oapi.dingtalk.com",
    WECOM: "qyapi.weixin.qq.com",
    FEISHU: "open.feishu.cn",
}
PATHS = {
    DINGTALK: "/robot/send?access_token=",
    WECOM: "/cgi-bin/webhook/send?key=",
    FEISHU: "/open-apis/bot/v2/hook/",
}
# WeCom takes the fewest: 2048 bytes of text, a Chinese character being three.
MOST_BYTES = 2000
SIGNED = frozenset({DINGTALK, FEISHU})


@dataclass(frozen=True)
class RobotRequest:
    """Where to post, and the body as it is sent."""

    url: str
    body: bytes


def sign_dingtalk(secret: str, milliseconds: int) -> str:
    """HMAC-SHA256 keyed by the secret over the milliseconds, a line break and the secret; base64.

    >>> sign_dingtalk("SECabc", 1772413200000)[:6]
    'Q9Fyfx'
    """
    said = f"{milliseconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), said, hashlib.sha256).digest()).decode()


def sign_feishu(secret: str, seconds: int) -> str:
    """HMAC-SHA256 of nothing, keyed by the seconds, a line break and the secret; base64.

    >>> sign_feishu("abc", 1772413200)[:6]
    '5LzqWx'
    """
    key = f"{seconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def robot_request(kind: str, url: str, secret: str, text: str, at: datetime) -> RobotRequest:
    """A text as the robot of a kind takes it, signed where a secret was given; WeCom signs nothing."""
    seconds = int(at.timestamp())
    if kind == FEISHU:
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": cut(text)}}
        if secret:
            body |= {"timestamp": str(seconds), "sign": sign_feishu(secret, seconds)}
        return RobotRequest(url, _json(body))
    body = {"msgtype": "text", "text": {"content": cut(text)}}
    if kind == DINGTALK and secret:
        milliseconds = seconds * 1000
        # Escaped once: a plus sign that is left, or escaped twice, is another signature.
        sign = quote(sign_dingtalk(secret, milliseconds), safe="")
        url = f"{url}&timestamp={milliseconds}&sign={sign}"
    return RobotRequest(url, _json(body))


def robot_refusal(answer: bytes) -> str:
    """What the robot objects to; empty where it took the message. All three answer 200 to a refusal.

    >>> robot_refusal(b'{"errcode":310000,"errmsg":"sign not match"}')
    '310000 sign not match'
    >>> robot_refusal(b'{"code":0,"msg":"success"}')
    ''
    """
    try:
        said = json.loads(answer)
    except ValueError:
        return "no answer in JSON"
    if not isinstance(said, dict):
        return "no answer in JSON"
    code = said.get("errcode", said.get("code", said.get("StatusCode")))
    if code == 0 and code is not False:
        return ""
    words = said.get("errmsg", said.get("msg", said.get("StatusMessage", "")))
    return f"{code} {words}"[:200].strip()


def cut(text: str) -> str:
    """A text within the bytes that every robot takes, never through the middle of a character.

    >>> len(cut("字" * 1000).encode())
    1998
    """
    return text.encode()[:MOST_BYTES].decode(errors="ignore")


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode()
