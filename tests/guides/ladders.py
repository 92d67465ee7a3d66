"""Made-up ladders that need no database: tiers with what they ask for and hand over, written in a line each."""

from itertools import count

from guides.models import Requirement, Skill, Tier

LEVELS = {"1": "awareness", "2": "working", "3": "practitioner", "4": "expert"}


def made_up_ladder(*steps: str) -> list[Tier]:
    """Tiers from lines such as "a b2 -c": they ask for a, for b at the second level, and hand c over.

    A line that begins with "|" is of the individual contributors' track.
    """
    numbers = count(1)
    return [made_up_tier(number, line, numbers) for number, line in enumerate(steps, 1)]


def made_up_tier(number: int, line: str, numbers: "count[int]") -> Tier:
    track = Tier.Track.INDIVIDUAL if line.startswith("|") else Tier.Track.MANAGEMENT
    tier = Tier(pk=number, slug=f"step-{number}", title=f"Step {number}", track=track, position=number)
    requirements = [made_up_requirement(next(numbers), word) for word in line.strip("| ").split()]
    tier._prefetched_objects_cache = {"requirements": requirements}  # type: ignore[attr-defined]
    return tier


def made_up_requirement(pk: int, word: str) -> Requirement:
    name, level = word.strip("-1234"), LEVELS.get(word[-1], "")
    skill = Skill(pk=ord(name), slug=name, name=name)
    necessity = Requirement.Necessity.HANDED_OVER if word.startswith("-") else Requirement.Necessity.REQUIRED
    return Requirement(pk=pk, skill=skill, level=level, necessity=necessity)
