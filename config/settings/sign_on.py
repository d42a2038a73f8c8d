"""Single sign-on, off until its variables are set: OpenID Connect, DingTalk, Feishu (design §7, G13)."""

from typing import Any
from urllib.parse import urlsplit

from config.settings import env

# Where each provider's own sign-in page lives; a form of ours is led on to it.
PAGES = {"dingtalk": "https://login.dingtalk.com", "feishu": "https://open.feishu.cn"}

Providers = dict[str, dict[str, Any]]


def providers() -> Providers:
    """Each provider whose client id is given, in the shape the sign-in library reads.

    OIDC_SERVER_URL, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET (and OIDC_NAME, the word on the button;
    OIDC_UID_FIELD, the claim that names a person for good); DINGTALK_ and FEISHU_ with CLIENT_ID and
    CLIENT_SECRET. Secrets also from NAME_FILE.
    """
    found: Providers = {}
    if env.text("OIDC_CLIENT_ID", ""):
        found["openid_connect"] = {"APPS": [_oidc()], "OAUTH_PKCE_ENABLED": True}
    for name in PAGES:
        upper = name.upper()
        if env.text(f"{upper}_CLIENT_ID", ""):
            app = {
                "client_id": env.text(f"{upper}_CLIENT_ID"),
                "secret": env.secret(f"{upper}_CLIENT_SECRET"),
            }
            found[name] = {"APPS": [app]}
    return found


def origins(configured: Providers) -> list[str]:
    """The origins a browser may be led to from our forms, for the content security policy."""
    pages = [page for name, page in PAGES.items() if name in configured]
    for app in configured.get("openid_connect", {}).get("APPS", []):
        place = urlsplit(app["settings"]["server_url"])
        pages.append(f"{place.scheme}://{place.netloc}")
    return pages


def _oidc() -> dict[str, Any]:
    return {
        "provider_id": "company",
        "name": env.text("OIDC_NAME", "OpenID Connect"),
        "client_id": env.text("OIDC_CLIENT_ID"),
        "secret": env.secret("OIDC_CLIENT_SECRET"),
        "settings": {
            "server_url": env.text("OIDC_SERVER_URL"),
            "uid_field": env.text("OIDC_UID_FIELD", "sub"),
        },
    }
