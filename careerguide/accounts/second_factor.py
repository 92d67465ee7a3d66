"""The second factor: a code that changes every half minute, from an app on a phone, or a recovery code once.

A session holds the key of the device by which it was confirmed. Without it, the admin shows nothing but the page that
asks for a code (`EditorsSite.admin_view`).
"""

import re
import time
from binascii import unhexlify
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

CONFIRMED = "second_factor"
PENDING_KEY = "second_factor_key"
NUMBER_OF_CODES = 10
SIX_DIGITS = re.compile(r"[0-9]{6}")


def missing_step(request: HttpRequest) -> str | None:
    """The route at which whoever is signed in has to go on before anything else; None where nothing is missing."""
    user: Any = request.user
    if not (user.is_active and user.is_staff):
        return None
    if user.second_factor is not None:
        confirmed = request.session.get(CONFIRMED) == user.second_factor
        return None if confirmed else "admin:second_factor_code"
    return "admin:second_factor" if is_required(user) else None


def is_required(user: User) -> bool:
    if settings.SECOND_FACTOR == "publishers":
        return user.has_perm("guides.publish_guide")
    return settings.SECOND_FACTOR == "everyone"


def confirm(request: HttpRequest, device: int) -> None:
    """This session has shown a right code; its old key is of no more use to whoever may have seen it."""
    request.session.cycle_key()
    request.session[CONFIRMED] = device


# Setting up


def pending_key(request: HttpRequest) -> str:
    """The key on offer to this session, in hexadecimal digits; the same until it is taken."""
    if PENDING_KEY not in request.session:
        request.session[PENDING_KEY] = random_hex(20)
    return request.session[PENDING_KEY]


def device_for(user: User, key: str) -> TOTPDevice:
    return TOTPDevice(user=user, name="App", key=key, confirmed=True)


def qr_code(device: TOTPDevice) -> SafeString:
    """As SVG without style attributes, which the content security policy would not let work."""
    svg = segno.make(device.config_url, error="m").svg_inline(omitsize=True, svgclass=None, light="#fff")
    return mark_safe(svg)  # noqa: S308 - made of squares alone


def take(user: User, key: str, code: str) -> TOTPDevice | None:
    """Store the key as the user's second factor, if the code is of that key and there is no other."""
    totp = TOTP(unhexlify(key.encode()))
    totp.time = time.time()
    if not SIX_DIGITS.fullmatch(code) or not totp.verify(int(code), tolerance=1):
        return None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if TOTPDevice.objects.filter(user=user).exists():
            return None
        device = device_for(user, key)
        device.last_t, device.drift = totp.t(), totp.drift
        device.save()
    return device


def new_recovery_codes(user: User) -> list[str]:
    """Ten codes in place of those there were; each works once."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="Recovery codes", confirmed=True)
        tokens = [
            StaticToken(device=device, token=StaticToken.random_token()) for _ in range(NUMBER_OF_CODES)
        ]
        StaticToken.objects.bulk_create(tokens)
    return [f"{one.token[:4]}-{one.token[4:]}" for one in tokens]


def codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


# Using it


def is_right(user: User, code: str) -> bool:
    """Whether the code is the user's; used up by asking. Each kind slows down by itself the longer one guesses."""
    kind = TOTPDevice if SIX_DIGITS.fullmatch(code) else StaticDevice
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=user, confirmed=True).order_by("pk").first()
        return device is not None and bool(device.verify_token(code))


def forgive(name: str) -> None:
    """Let codes of this user be tried again at once."""
    for kind in (TOTPDevice, StaticDevice):
        for device in kind.objects.filter(user__username=name):
            device.throttle_reset()


def remove(user: User) -> bool:
    """Turn the second factor off; says whether there was one."""
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        return bool(TOTPDevice.objects.filter(user=user).delete()[0])
