"""Second factors that are changed but never given up: a new phone for the authenticator, a passkey that goes."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import TOTP, clear_totp_secret
from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from xiaoxiang.people import qr


@never_cache
@login_required
@reauthentication_required(app="allauth.mfa")  # type: ignore[untyped-decorator]
def replace_totp(request: HttpRequest) -> HttpResponse:
    """Move the authenticator to another phone: the old one ends only when the new one has shown its code."""
    form = ActivateTOTPForm(request.POST or None, user=request.user)
    if form.is_valid():
        with transaction.atomic():
            Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).delete()
            TOTP.activate(request.user, form.secret)
        clear_totp_secret(request)
        messages.info(request, _("验证器换好了，旧手机上的可以删掉。"))
        return HttpResponseRedirect(reverse("mfa_index"))
    adapter = get_adapter()
    picture = qr.source(adapter.build_totp_url(request.user, form.secret))
    context = {"form": form, "totp_svg_data_uri": picture, "is_replaced": True}
    return render(request, "mfa/totp/activate_form.html", context)


@login_required
def remove_key(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a passkey, but never the last second factor."""
    key = get_object_or_404(Authenticator, pk=pk, user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN)
    if not get_adapter().can_delete_authenticator(key):
        messages.info(request, _("先加上另一种验证办法，再停掉这一种。"))
        return HttpResponseRedirect(reverse("mfa_index"))
    response: HttpResponse = remove_webauthn(request, pk=pk)
    return response
