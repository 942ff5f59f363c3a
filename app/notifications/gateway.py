"""The post office: hands one message to a mail server. Knows no case, no center, no database."""

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

from app import calendar

PATIENCE = 20.0
"""Seconds for each answer of the mail server."""

PERMANENT = range(500, 600)


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar file that goes along; `method` says what the mail program is to do with it."""

    content: bytes
    method: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one recipient."""

    to: str
    subject: str
    body: str
    key: UUID
    calendars: Sequence[CalendarFile] = ()


class NotNowError(Exception):
    """It did not work this time; it may work later. Says why in words fit for a page."""


class RefusedError(Exception):
    """It will never work. Says why in words fit for a page."""


class Carrier(Protocol):
    def carry(self, message: Message) -> None:
        """Hand the message over.

        Raises:
            NotNowError: try again later.
            RefusedError: do not try again.
        """


@dataclass(frozen=True, slots=True)
class SmtpCarrier:
    """`smtp://` uses STARTTLS where the server offers it, `smtps://` begins with TLS.

    A password is never sent in clear: without TLS there is no signing in.
    """

    url: str
    sender: str

    def carry(self, message: Message) -> None:
        written = self._written(message)
        try:
            with self._server() as server:
                server.send_message(written, self._bare(self.sender), [message.to])
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            raise _sorted(code, "あて先が受け付けられませんでした") from None
        except smtplib.SMTPDataError as answer:
            raise _sorted(answer.smtp_code, "メールのサーバーが断りました") from None
        except smtplib.SMTPResponseException as answer:  # about us, not about this message
            words = f"メールのサーバーを使えませんでした: {answer.smtp_code}"
            raise NotNowError(words) from None
        except (OSError, smtplib.SMTPException) as error:
            words = f"メールのサーバーにつながりませんでした: {type(error).__name__}"
            raise NotNowError(words) from None

    def _written(self, message: Message) -> EmailMessage:
        written = EmailMessage()
        written["From"] = self.sender
        written["To"] = message.to
        written["Subject"] = message.subject
        written["Date"] = format_datetime(calendar.now())
        written["Message-ID"] = f"<{message.key}@{self._bare(self.sender).rpartition('@')[2]}>"
        written["Auto-Submitted"] = "auto-generated"
        written.set_content(message.body, charset="utf-8", cte="base64")
        for number, file in enumerate(message.calendars, start=1):
            name = f"invite{number if number > 1 else ''}.ics"
            # Outlook and Gmail look for the method beside the type.
            written.add_attachment(
                file.content.decode(),
                subtype="calendar",
                charset="utf-8",
                cte="base64",
                filename=name,
                params={"method": file.method},
            )
        return written

    @staticmethod
    def _bare(address: str) -> str:
        return parseaddr(address)[1]

    @contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        parts = urlsplit(self.url)
        host = parts.hostname or "localhost"
        if parts.scheme == "smtps":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=PATIENCE, context=context
            )
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=PATIENCE)
        with server:
            server.ehlo()
            if parts.scheme != "smtps" and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if parts.username:
                self._sign_in(server, unquote(parts.username), unquote(parts.password or ""))
            yield server

    @staticmethod
    def _sign_in(server: smtplib.SMTP, user: str, password: str) -> None:
        if not isinstance(server.sock, ssl.SSLSocket):
            raise NotNowError("メールのサーバーと暗号化してつながらないため、サインインしません")
        server.login(user, password)


def _sorted(code: int, words: str) -> NotNowError | RefusedError:
    kind = RefusedError if code in PERMANENT else NotNowError
    return kind(f"{words}: {code}")


def carrier_for(smtp_url: str | None, mail_from: str | None) -> Carrier | None:
    """The carrier of this deployment; None: it sends no mail."""
    return SmtpCarrier(smtp_url, mail_from) if smtp_url and mail_from else None
