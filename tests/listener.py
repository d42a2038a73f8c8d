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
        self.news = threading.Condition()
        self.url = f"http://127.0.0.1:{self.server_port}/hook?of=reports"

    def heard(self, count, seconds=30):
        """Whether exactly so many requests have come; waits for those that are still on their way."""
        with self.news:
            self.news.wait_for(lambda: len(self.got) >= count, timeout=seconds)
            return len(self.got) == count


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.news:
            self.server.got.append((self.path, dict(self.headers), body))
            self.server.news.notify_all()
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


# Held until the end, so that no server of another test is given the port meanwhile.
SILENT = []


def nobody_listens():
    """An address at which a connection is refused."""
    if not SILENT:
        SILENT.append(socket.socket())
        SILENT[0].bind(("127.0.0.1", 0))
    return f"http://127.0.0.1:{SILENT[0].getsockname()[1]}/"


LOOPBACK = outbound.ways_of(["127.0.0.0/8"], allow_http=True)
