"""A real SMTP server for tests (PyPI `aiosmtpd`), on this machine alone.

    python3 tests/support/smtp-sink.py [PORT]

It sends nothing on. The first line on standard output is JSON with the port
that it listens on; each mail after that is one line too:
{"to": [...], "subject": "...", "text": "...", "html": "...", "headers": {...}}.
"""

import asyncio
import email
import email.policy
import json
import signal
import socket
import sys

from aiosmtpd.smtp import SMTP


def tell(what):
    print(json.dumps(what, ensure_ascii=False), flush=True)


class Sink:
    async def handle_DATA(self, server, session, envelope):
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)

        def part(kind):
            body = mail.get_body(preferencelist=(kind,))
            return body.get_content() if body else ""

        tell({
            "to": envelope.rcpt_tos,
            "subject": str(mail["subject"]),
            "text": part("plain"),
            "html": part("html"),
            "headers": {name.lower(): str(value) for name, value in mail.items()},
        })
        return "250 kept"


async def main():
    listener = socket.create_server(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 0))
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, ended.set)
    server = await loop.create_server(lambda: SMTP(Sink(), enable_SMTPUTF8=True), sock=listener)
    tell({"port": listener.getsockname()[1]})
    await ended.wait()
    server.close()


asyncio.run(main())
