"""The two groups of editors, made once; superusers may change what they may."""

from django.contrib.auth.models import Group, Permission

# What belongs to one guide: nothing of it shows before it is published.
OF_A_GUIDE = [
    *("section", "point", "tier", "requirement", "question", "link", "claim", "disagreement", "band"),
]
# What guides share: a change shows at once wherever a published guide uses it.
SHARED = ["role", "address", "family", "skill", "source", "place", "currency", "exchangerate"]
# A new one shows only once a published guide uses it. A rate shows at once.
ADDED_BY_EDITORS = [name for name in SHARED if name != "exchangerate"]

EDITORS = [
    *(f"{action}_{name}" for name in OF_A_GUIDE for action in ("view", "add", "change", "delete")),
    *(f"{action}_guide" for action in ("view", "add", "change")),
    *(f"view_{name}" for name in SHARED),
    *(f"add_{name}" for name in ADDED_BY_EDITORS),
]
PUBLISHERS = [
    *EDITORS,
    "publish_guide",
    "add_exchangerate",
    *(f"{action}_{name}" for name in SHARED for action in ("change", "delete")),
]


def make_groups() -> None:
    """Make the groups Editors and Publishers where they are missing."""
    for name, codenames in (("Editors", EDITORS), ("Publishers", PUBLISHERS)):
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new:
            ours = Permission.objects.filter(content_type__app_label__in=["guides", "salaries"])
            group.permissions.set(ours.filter(codename__in=codenames))
