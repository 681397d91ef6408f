"""Addresses of the sign-in of staff: of the library's many only those that staff need."""

from allauth.account import views as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import include, path, reverse
from django.utils.translation import gettext as _


def remove_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a passkey, but never the last second factor."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(reverse("account_login"))
    key = get_object_or_404(Authenticator, pk=pk, user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN)
    if not get_adapter().can_delete_authenticator(key):
        messages.info(request, _("先加上另一种验证办法，再停掉这一种。"))
        return HttpResponseRedirect(reverse("mfa_index"))
    response: HttpResponse = remove_webauthn(request, pk=pk)
    return response


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/webauthn/keys/<int:pk>/remove/", remove_key),
    path("2fa/", include("allauth.mfa.urls")),
]
