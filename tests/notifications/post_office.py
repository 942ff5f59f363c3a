"""A mail server of the test's own on this machine, which takes, postpones or refuses."""

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from threading import Thread
from typing import Any


class PostOffice(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Counter)
        self.taken: list[tuple[list[str], Any]] = []
        """Recipients and message, in the order they came."""
        self.to_recipient = "250 ok"
        self.to_message = "250 taken"

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Counter(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self.say("220 test")
        recipients: list[str] = []
        for line in self.rfile:
            verb = line.decode().split(maxsplit=1)[0].strip().upper()
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "RCPT":
                recipients.append(line.decode().strip().partition(":")[2].strip("<>"))
                self.say(self.server.to_recipient)
            elif verb == "DATA":
                self.say("354 go on")
                self.take(recipients)
                recipients = []
            else:
                self.say("250 ok")

    def take(self, recipients: list[str]) -> None:
        lines = b"".join(iter(self.rfile.readline, b".\r\n"))
        if self.server.to_message.startswith("2"):
            message = message_from_bytes(lines, policy=policy.default)
            self.server.taken.append((recipients, message))
        self.say(self.server.to_message)

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def opened() -> Iterator[PostOffice]:
    with PostOffice() as office:
        serving = Thread(target=office.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        try:
            yield office
        finally:
            office.shutdown()
            serving.join()
