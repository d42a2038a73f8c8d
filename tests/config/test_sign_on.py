"""Single sign-on is switched on by variables alone."""

from config.settings import sign_on  # noqa: TID251 -- the reader itself is under test


def test_nothing_is_on_by_default(monkeypatch):
    for name in ("OIDC_CLIENT_ID", "DINGTALK_CLIENT_ID", "FEISHU_CLIENT_ID"):
        monkeypatch.delenv(name, raising=False)

    assert sign_on.providers() == {}
    assert sign_on.origins({}) == []


def test_settings_are_read_from_the_environment(monkeypatch):
    for name, value in {
        "OIDC_CLIENT_ID": "a",
        "OIDC_CLIENT_SECRET": "b",
        "OIDC_SERVER_URL": "https://id.example.com/realms/x",
        "FEISHU_CLIENT_ID": "c",
        "FEISHU_CLIENT_SECRET": "d",
    }.items():
        monkeypatch.setenv(name, value)

    found = sign_on.providers()

    assert set(found) == {"openid_connect", "feishu"}
    assert sign_on.origins(found) == ["https://open.feishu.cn", "https://id.example.com"]
