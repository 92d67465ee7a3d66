"""The colours of the design: each pair that stands on a page can be read, in light and in dark."""

import re

import pytest
from django.conf import settings

STYLE = (settings.BASE_DIR / "static/style.css").read_text(encoding="utf-8")
TEXT, GRAPHICS = 4.5, 3
# What WCAG 2.2 asks for: 1.4.3 of text, 1.4.11 of what else says something.
PAIRS = [
    *((name, "paper", TEXT) for name in ("ink", "muted", "accent", "differ")),
    *((name, "tint", TEXT) for name in ("ink", "muted", "accent", "differ")),
    *((name, "paper", GRAPHICS) for name in ("bars", "edge")),
]


def tokens(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)[:2]
    return dict(re.findall(r"--(\w+): (#[0-9A-F]{6})", light if scheme == "light" else dark))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_has_enough_contrast(scheme: str) -> None:
    values = tokens(scheme)
    found = {}
    for name, ground, least in PAIRS:
        dark, light = sorted((luminance(values[name]), luminance(values[ground])))
        found[name, ground] = ((light + 0.05) / (dark + 0.05), least)
    assert {pair: ratio for pair, (ratio, least) in found.items() if ratio < least} == {}
