"""A small tree of valid fixtures that tests write out, with one thing changed, and load."""

from pathlib import Path
from typing import Any

from django.db import connection

TREE = {
    "sources.toml": """
        [[source]]
        slug = "handbook"
        title = "The handbook of jobs"
        kind = "guide"
        published = "2023-05"

        [[source]]
        slug = "survey"
        title = "A survey of pay"
        publisher = "Statistics Office"
        kind = "statistics"
    """,
    "places.toml": """
        [[place]]
        slug = "france"
        name = "France"
        code = "FR"
        parent = "europe"

        [[place]]
        slug = "europe"
        name = "Europe"
    """,
    "families.toml": """
        [[family]]
        slug = "food"
        name = "Food"
        summary = "They feed us."
    """,
    "currencies.toml": """
        [[currency]]
        code = "EUR"
        name = "Euro"

        [[currency]]
        code = "USD"
        name = "US dollar"

        [[rate]]
        currency = "EUR"
        base = "USD"
        rate = 1.25
        source = "handbook"
        note = "Read from two figures side by side."
    """,
    "skills.toml": """
        [[skill]]
        slug = "kneading"
        name = "Kneading"
        kind = "skill"

        [[skill]]
        slug = "scales"
        name = "Scales"
        kind = "tool"
    """,
    "roles/baker/role.toml": """
        [role]
        address = "baker"
        family = "food"

        [[address]]
        slug = "bread-maker"
        title = "Bread Maker"

        [guide]
        title = "Baker"
        depth = "full"
        summary = "Bakes bread."

        [[tier]]
        slug = "junior"
        title = "Junior Baker"
        track = "individual"
        years_min = 0
        years_max = 3
        source = "handbook"

        [[tier]]
        slug = "master"
        title = "Master Baker"
        track = "management"
        plain = true
        source = "handbook"
    """,
    "roles/baker/sections.toml": """
        [[section]]
        kind = "tier-duties"
        slug = "duties-of-juniors"
        heading = "What juniors do"
        tier = "junior"
        [[section.point]]
        lead = "Rise early"
        text = "Dough will not wait."
        sources = ["handbook", "survey"]

        [[section]]
        kind = "definition"
        slug = "what-it-is"
        heading = "What it is"
        introduction = "A baker bakes."
        sources = ["handbook"]

        [[requirement]]
        skill = "kneading"
        necessity = "required"
        group = "Craft"
        sources = ["handbook"]

        [[question]]
        slug = "how-early"
        question = "How early do bakers rise?"
        answer = "Before dawn."
        sources = ["handbook"]

        [[link]]
        kind = "related"
        name = "Flour Miller"
        role = "miller"
        sources = ["handbook"]
    """,
    "roles/baker/pay.toml": """
        [[disagreement]]
        slug = "pay"
        topic = "Median pay"

        [[band]]
        slug = "in-dollars"
        source = "handbook"
        method = "derived"
        currency = "USD"
        median = 37500
        converts = "in-euros"

        [[band]]
        slug = "in-euros"
        source = "handbook"
        method = "reported"
        currency = "EUR"
        place = "france"
        tier = "junior"
        disagreement = "pay"
        low = 20000
        p10 = 22000
        p25 = 25000
        median = 30000
        mean = 31000
        p75 = 35000
        p90 = 38000
        high = 40000

        [[claim]]
        slug = "growth"
        source = "survey"
        method = "measured"
        topic = "growth"
        text = "Grows by 8 to 9 %."
        low = 8
        high = 9
        unit = "percent"
        review_by = 2027-05-01
    """,
    "roles/miller/role.toml": """
        [role]
        address = "miller"
        family = "food"

        [guide]
        title = "Miller"
        depth = "brief"
        summary = "Mills flour."

        [[tier]]
        slug = "stone-miller"
        title = "Stone Miller"
        track = "individual"
        source = "handbook"
    """,
}


def write_tree(root: Path, changes: dict[str, str | bytes | None] | None = None) -> Path:
    """The valid tree below `root`; `changes` are files to add, to replace, or, where None, to leave out."""
    for name, content in {**TREE, **(changes or {})}.items():
        if content is not None:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def replaced(name: str, old: str, new: str) -> dict[str, str | bytes | None]:
    """The file with `new` in place of `old`, which it says once; or, with `old` empty, at its end."""
    text = TREE[name]
    assert not old or text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    return {name: text.replace(old, new) if old else f"{text}\n{new}"}


def dump() -> dict[str, list[Any]]:
    """All rows of all tables of the database, by table."""
    tables = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            tables[table] = sorted(cursor.fetchall(), key=repr)
    return tables
