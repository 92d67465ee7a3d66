from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User

MakeStaff = Callable[..., User]


@pytest.fixture
def make_staff(db: None) -> MakeStaff:
    """Makes a staff user with the permissions named, such as "view_guide"."""

    def make(*names: str) -> User:
        user = User.objects.create_user("staff", is_staff=True)
        permissions = Permission.objects.filter(codename__in=names)
        assert permissions.count() == len(names)
        user.user_permissions.set(permissions)
        return user

    return make


@pytest.fixture
def viewer(make_staff: MakeStaff) -> User:
    """Somebody who may look at everything and change nothing."""
    ours = Permission.objects.filter(content_type__app_label__in=["guides", "salaries"])
    user = make_staff()
    user.user_permissions.set(ours.filter(codename__startswith="view_"))
    return user
