"""How staff sign in: allauth's password and second factor, with our own limits."""

import base64
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from xiaoxiang.people.vault import Sealed, open_sealed, seal

FACTOR = "account.second_factor"


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up: accounts are made through the door or on the console."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail is ever sent."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets sealed in the vault, their QR drawn by our own printer."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, "", FACTOR).raw).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return open_sealed(Sealed(base64.b64decode(encrypted_text)), FACTOR)

    def build_totp_svg(self, url: str) -> str:
        return str(segno.make(url, error="m").svg_inline(scale=5, border=4))
