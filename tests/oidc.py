"""A small OpenID Connect provider on this machine, for tests of single sign-on."""

import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT, SECRET = "governance", "a-secret-of-the-test"


class Provider:
    """Confirms everybody as `subject`; with `subject` empty it confirms nobody."""

    def __init__(self):
        self.subject = "employee-4711"
        self.codes = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args):
                """Quiet."""

            def do_GET(self):
                place = urlsplit(self.path)
                outer.get(self, place.path, {k: v[0] for k, v in parse_qs(place.query).items()})

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.post(self, {k: v[0] for k, v in parse_qs(body).items()})

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def app(self):
        return {
            "provider_id": "company",
            "name": "公司门户",
            "client_id": CLIENT,
            "secret": SECRET,
            "settings": {"server_url": self.url},
        }

    @staticmethod
    def answer(handler, body, status=200, **headers):
        data = json.dumps(body).encode()
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def get(self, handler, path, query):
        if path.endswith("openid-configuration"):
            places = {
                name: f"{self.url}/{path}"
                for name, path in {
                    "authorization_endpoint": "authorize",
                    "token_endpoint": "token",
                    "userinfo_endpoint": "me",
                    "jwks_uri": "keys",
                }.items()
            }
            methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
            self.answer(handler, {"issuer": self.url, **places, **methods})
        elif path == "/authorize":
            if self.subject:
                code = secrets.token_hex(8)
                self.codes[code] = self.subject
                back = {"code": code, "state": query["state"]}
            else:
                back = {"error": "access_denied", "state": query["state"]}
            target = f"{query['redirect_uri']}?{urlencode(back)}"
            self.answer(handler, {}, 302, Location=target)
        else:
            subject = handler.headers["Authorization"].removeprefix("Bearer ")
            self.answer(handler, {"sub": subject, "name": "任意姓名"})

    def post(self, handler, form):
        known = form.get("client_secret") == SECRET and form.get("code") in self.codes
        if known:
            subject = self.codes.pop(form["code"])
            self.answer(handler, {"access_token": subject, "token_type": "Bearer"})
        else:
            self.answer(handler, {"error": "invalid_grant"}, 400)
