"""A program on this machine that is told of events, and behaves as badly as asked."""

import contextlib
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from governance.lib import outbound


class Listener(ThreadingHTTPServer):
    """Keeps every request it got; `mood` is a status, or “hang” or “drip”; `answer` is what it says."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.mood, self.got, self.let_go = 200, [], threading.Event()
        self.answer = b""
        self.url = f"http://127.0.0.1:{self.server_port}/hook?of=reports"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        if self.server.mood == "hang":
            self.server.let_go.wait(30)
        elif self.server.mood == "drip":
            # Each byte comes in time, the answer never.
            with contextlib.suppress(OSError):
                while not self.server.let_go.wait(0.05):
                    self.wfile.write(b"H")
        else:
            self.send_response(self.server.mood)
            if 300 <= self.server.mood < 400:
                self.send_header("Location", f"{self.server.url}/elsewhere")
            self.send_header("Content-Length", str(len(self.server.answer)))
            self.end_headers()
            self.wfile.write(self.server.answer)

    def log_message(self, *_args):
        pass


@contextlib.contextmanager
def listening():
    server = Listener()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.let_go.set()
        server.shutdown()
        server.server_close()


def nobody_listens():
    """An address at which a connection is refused."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"


LOOPBACK = outbound.ways_of(["127.0.0.0/8"], allow_http=True)
