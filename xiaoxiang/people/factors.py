"""Codes of a second factor: one step early or late is good enough, twice is not (ASVS 6.5.1)."""

from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from django.core.cache import cache


class OnceOnly:
    """A code is remembered as used for as long as it would be accepted, not for one step alone."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        authenticator: Any = self.authenticator  # type: ignore[attr-defined]
        if authenticator.type == Authenticator.Type.TOTP:
            lasts = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
            cache.touch(authenticator.wrap()._get_used_cache_key(code), lasts)
        return code


class CodeForm(OnceOnly, AuthenticateForm):  # type: ignore[misc]
    """The code at sign-in."""


class CodeAgainForm(OnceOnly, ReauthenticateForm):  # type: ignore[misc]
    """The code before something grave."""
