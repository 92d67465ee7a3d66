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
    models = (
        "guide section question tier requirement link claim band disagreement role source skill place".split()
    )
    return make_staff(*(f"view_{model}" for model in models))
