"""Addresses of the sign-in of staff: of the library's many only those that staff need."""

from allauth.account import views as account
from django.urls import include, path

from xiaoxiang.people.views.factors import remove_key, replace_totp

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/webauthn/keys/<int:pk>/remove/", remove_key),
    path("2fa/totp/replace/", replace_totp, name="mfa_replace_totp"),
    path("2fa/", include("allauth.mfa.urls")),
]
