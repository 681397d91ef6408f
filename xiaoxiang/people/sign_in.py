"""How staff sign in: allauth's password and second factor, with our own limits and words."""

import base64
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiaoxiang.door import clock
from xiaoxiang.door.actor import the_clock
from xiaoxiang.people import qr, sessions
from xiaoxiang.people.models import Account
from xiaoxiang.people.vault import Sealed, open_sealed, seal

FACTOR = "account.second_factor"
LOCKED_FOR = 15 * 60
log = logging.getLogger("xiaoxiang.sign_in")


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up, no mail: accounts are made through the door or on the console."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": gettext_lazy("登录名或密码不对，再输一次。"),
        "too_many_login_attempts": gettext_lazy("错得太多了，过十五分钟再试。"),
        "account_inactive": gettext_lazy("登录名或密码不对，再输一次。"),
        "incorrect_password": gettext_lazy("密码不对，再输一次。"),
        "enter_current_password": gettext_lazy("原来的密码不对，再输一次。"),
        "incorrect_code": gettext_lazy("验证码不对，等它换一个再输。"),
        "rate_limited": gettext_lazy("错得太多了，过十五分钟再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail is ever sent."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail is ever sent."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say by themselves how things stand."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Who guesses from one network is held up there; the real person elsewhere is not locked out (hostile 23)."""
        return f"{self.get_client_ip(request)}:{credentials.get('username', '').lower()}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._raise_alarm(request, credentials.get("username", ""))
            raise

    def _raise_alarm(self, request: HttpRequest, username: str) -> None:
        """One line in the journal for a guessed account and network, not one for each guess."""
        from xiaoxiang.people.actions import alarm  # noqa: PLC0415 - actions are loaded after the settings

        network = self.get_client_ip(request)
        account = Account.objects.filter(username=username.lower()).first()
        log.warning("locked out for a while: network %s", network)
        if account and cache.add(f"alarm:{network}:{account.pk}", "1", LOCKED_FOR):
            alarm(the_clock(account.county_id), account, network=network)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("a sign-in failed: network %s", self.get_client_ip(request))

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """A closed account and a first password that ran out end here, after the right password only."""
        until = user.first_password_until
        if user.is_active and (until is None or clock.now() < until):
            return None
        clear_login(request)
        words = _("首次密码过期了，请县里的工作人员重发一个。") if user.is_active else _("这个账号已经关了。")
        return render(request, "403.html", {"sentence": words}, status=403)

    def login(self, request: HttpRequest, user: Account) -> None:
        super().login(request, user)
        sessions.begin(request, user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """On to work, or to the second factor that is still missing."""
        return "/desk/"

    def set_password(self, user: Account, password: str) -> None:
        """A password of one's own: the old one was just shown, which counts as showing oneself again."""
        user.first_password_until = None
        super().set_password(user, password)
        reauthenticate_by_password(context.request)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets sealed in the vault, their QR drawn by our own printer."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("验证码不对，等它换一个再输。"),
        "cannot_delete_authenticator": gettext_lazy("先加上另一种验证办法，再停掉这一种。"),
        "cannot_generate_recovery_codes": gettext_lazy("先设好验证器，再生成备用码。"),
    }

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text, "", FACTOR).raw).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return open_sealed(Sealed(base64.b64decode(encrypted_text)), FACTOR)

    def build_totp_svg(self, url: str) -> str:
        return qr.svg(url)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """A second factor is never without one: the last is replaced, not removed."""
        strong = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=strong)
        return bool(others.exclude(pk=authenticator.pk).exists())
