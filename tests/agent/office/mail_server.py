"""A mail server for tests: STARTTLS with the certificate given, sign-in asked for, and a file of
every sign-in that was tried.

mail_server.py PORT FOLDER TRIED [CERTIFICATE KEY [UNKNOWN]]: without a certificate it offers no
STARTTLS and takes sign-ins in the clear, as an attacker in between would; UNKNOWN is a way to sign in
(PLAIN, LOGIN) that it does not know.
"""

import asyncio
import ssl
import sys

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP, AuthResult

port, folder, tried = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = None
if len(sys.argv) > 4:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[4], sys.argv[5])


def sign_in(server, session, envelope, mechanism, data):
    user, password = data.login.decode(), data.password.decode()
    with open(tried, "a", encoding="utf-8") as file:
        file.write(f"{user}:{password}:{'tls' if session.ssl else 'clear'}\n")
    return AuthResult(success=(user, password) == ("piket", "rahasia surat"), handled=False)


def connection():
    return SMTP(
        Mailbox(folder),
        tls_context=context,
        require_starttls=context is not None,
        authenticator=sign_in,
        auth_required=context is not None,
        auth_require_tls=context is not None,
        auth_exclude_mechanism=sys.argv[6:],
    )


async def serve():
    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


asyncio.run(serve())
