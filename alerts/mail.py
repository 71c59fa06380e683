"""Apprise's mail, with a text part of our own: Apprise makes one from the HTML, in which links have no addresses."""

from __future__ import annotations

import email
import smtplib
from typing import Any

from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.email.smtp import AppriseSMTPController


class MailChannel(NotifyEmail):  # type: ignore[misc]
    """`text` is the part for those who read mail without HTML."""

    text: str = ""

    def send(self, body: str, title: str = "", **options: Any) -> bool:
        """As Apprise does for one recipient; the lines it logs are what the cause of a failure is read from."""
        try:
            with AppriseSMTPController(
                host=self.smtp_host, port=self.port, secure_mode=self.secure_mode, user=self.user, password=self.password,
                verify_certificate=self.verify_certificate, socket_connect_timeout=self.socket_connect_timeout,
            ) as smtp:  # fmt: skip
                return all(
                    smtp.sendmail(self.from_addr[1], mail.to_addrs, self._with_text(mail.body))
                    for mail in self._mails(body, title)
                )
        except (OSError, smtplib.SMTPException, RuntimeError) as error:
            self.logger.warning("A Connection error occurred with the mail server")
            self.logger.debug("Socket Exception: %s", error)
            return False

    def _mails(self, body: str, title: str) -> Any:
        return NotifyEmail.prepare_emails(
            subject=title, body=body, from_addr=self.from_addr, to=self.targets, reply_to=self.reply_to, smtp_host=self.smtp_host,
            headers={"X-Application": self.app_id, **self.headers}, names=self.names, tzinfo=self.tzinfo,
        )  # fmt: skip

    def _with_text(self, mail: str) -> str:
        parsed = email.message_from_string(mail)
        for part in parsed.walk():
            if part.get_content_type() == "text/plain":
                del part["Content-Transfer-Encoding"]
                part.set_payload(self.text, "utf-8")
        return parsed.as_string()
