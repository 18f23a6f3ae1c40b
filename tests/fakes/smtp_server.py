"""A real SMTP server (aiosmtpd) on a free port of the loopback interface, for tests of mail.

Prints "port N" when it listens. Each mail that it takes is in FOLDER/1.eml, 2.eml, ... byte for byte, the addresses of its
envelope beside it in 1.envelope, one a line, the sender first.
"""
import argparse
import asyncio
import pathlib
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tls", choices=["none", "starttls", "tls"], default="none")
    parser.add_argument("--identity", help="certificate and key in one PEM file")
    parser.add_argument("--login", help="USER:PASSWORD, demanded before anything else")
    parser.add_argument("--refuse", default="", help="a recipient that does not exist")
    parser.add_argument("--size", type=int, help="largest mail in bytes")
    parser.add_argument("--hang", action="store_true", help="take a mail and never say so")
    return parser.parse_args()


class Mailbox:
    def __init__(self, arguments):
        self.arguments = arguments
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address == self.arguments.refuse:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.arguments.hang:
            await asyncio.Event().wait()
        self.count += 1
        addresses = [envelope.mail_from, *envelope.rcpt_tos]
        (self.arguments.folder / f"{self.count}.envelope").write_text("\n".join(addresses))
        (self.arguments.folder / f"{self.count}.eml").write_bytes(envelope.content)
        return "250 OK"


def make_session(arguments, mailbox, context):
    def check(server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}"
        return AuthResult(success=given == arguments.login, handled=False)

    starttls = context if arguments.tls == "starttls" else None
    return SMTP(mailbox, hostname="localhost", data_size_limit=arguments.size, tls_context=starttls,
                require_starttls=starttls is not None, authenticator=check, auth_required=arguments.login is not None,
                auth_require_tls=starttls is not None)


async def serve(arguments):
    context = None
    if arguments.tls != "none":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(arguments.identity)
    mailbox = Mailbox(arguments)
    server = await asyncio.get_running_loop().create_server(
        lambda: make_session(arguments, mailbox, context), "127.0.0.1", 0,
        ssl=context if arguments.tls == "tls" else None)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve(read_arguments()))
