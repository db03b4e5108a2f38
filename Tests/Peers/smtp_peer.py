"""A relay that behaves as told, for tests: `smtp_peer.py FOLDER [starttls|tls] [auth] [utf8]`.

It writes its port to FOLDER/port, each message it takes to FOLDER/<n>.eml with the envelope in FOLDER/<n>.json, and
reads FOLDER/mode before every command: accept, mail-451, rcpt-550, data-452, hang-at-rcpt, hang-after-data,
close-after-data. It ends with its parent.
"""
import asyncio
import json
import os
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, options = sys.argv[1], sys.argv[2:]


def mode():
    try:
        with open(f"{folder}/mode") as file:
            return file.read().strip()
    except FileNotFoundError:
        return "accept"


class Handler:
    count = 0

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if mode() == "mail-451":
            return "451 4.3.0 try later"
        envelope.mail_from = address
        envelope.mail_options = mail_options
        return "250 2.1.0 Ok"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if mode() == "rcpt-550":
            return "550 5.1.1 no such mailbox"
        if mode() == "hang-at-rcpt":
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server, session, envelope):
        if mode() == "data-452":
            return "452 4.2.2 mailbox full"
        Handler.count += 1
        with open(f"{folder}/{Handler.count}.json", "w") as file:
            json.dump({
                "sender": envelope.mail_from, "recipients": envelope.rcpt_tos, "tls": session.ssl is not None,
                "authenticated": session.authenticated, "options": envelope.mail_options,
            }, file)
        with open(f"{folder}/{Handler.count}.part", "wb") as file:
            file.write(envelope.original_content)
        os.rename(f"{folder}/{Handler.count}.part", f"{folder}/{Handler.count}.eml")
        if mode() == "hang-after-data":
            await asyncio.sleep(3600)
        if mode() == "close-after-data":
            server.transport.abort()
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    sound = (data.login, data.password) == (b"guichet", b"secret word")
    return AuthResult(success=sound, handled=False)


def context():
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"],
        check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
    return context


async def main():
    secure = context() if {"starttls", "tls"} & set(options) else None
    auth = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False} if "auth" in options else {}

    def session():
        starttls = secure if "starttls" in options else None
        return SMTP(Handler(), tls_context=starttls, require_starttls=starttls is not None, hostname="peer",
                    data_size_limit=None, enable_SMTPUTF8="utf8" in options, **auth)

    server = await asyncio.get_running_loop().create_server(
        session, "127.0.0.1", 0, ssl=secure if "tls" in options else None)
    with open(f"{folder}/port.part", "w") as file:
        file.write(str(server.sockets[0].getsockname()[1]))
    os.rename(f"{folder}/port.part", f"{folder}/port")
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(0.5)


asyncio.run(main())
