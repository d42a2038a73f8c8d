"""A scanner of the tests' own that speaks the protocol of clamd (INSTREAM and PING)."""

import contextlib
import socket
import struct
import threading

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 1 << 20


class Clamd:
    """Listens on a free port or a path until it is closed; what it was given stands in `seen`."""

    def __init__(self, path=None):
        family = socket.AF_UNIX if path else socket.AF_INET
        self.server = socket.socket(family, socket.SOCK_STREAM)
        self.server.bind(str(path) if path else ("127.0.0.1", 0))
        self.server.listen()
        port = None if path else self.server.getsockname()[1]
        self.address = f"unix://{path}" if path else f"tcp://127.0.0.1:{port}"
        self.seen, self.is_open = [], True
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self.is_open = False
        # Closing alone does not wake the thread that waits for a caller.
        with contextlib.suppress(OSError):
            self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()

    def _serve(self):
        while self.is_open:
            try:
                line, _peer = self.server.accept()
            except OSError:
                return
            # Whoever asks may go before the answer.
            with line, contextlib.suppress(OSError, struct.error):
                self._answer(line)

    def _answer(self, line):
        stream = line.makefile("rb")
        command = self._word(stream)
        if command == b"zPING":
            line.sendall(b"PONG\0")
        elif command == b"zINSTREAM":
            line.sendall(self._verdict(stream))
        else:
            line.sendall(b"UNKNOWN COMMAND\0")

    @staticmethod
    def _word(stream):
        word = b""
        while (byte := stream.read(1)) not in {b"", b"\0"}:
            word += byte
        return word

    def _verdict(self, stream):
        content = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(length)
            if len(content) > LIMIT:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.seen.append(content)
        return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
