from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.db.models import OuterRef, Subquery
from django_otp.plugins.otp_totp.models import TOTPDevice


class Backend(ModelBackend):
    """Django's own; the user of a request also says, in the same query, which second factor is theirs."""

    def get_user(self, user_id: int) -> User | None:
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True).order_by("pk")
        users = User._default_manager.annotate(second_factor=Subquery(devices.values("pk")[:1]))
        user = users.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
