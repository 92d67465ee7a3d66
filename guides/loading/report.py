from dataclasses import dataclass, field


@dataclass
class Report:
    """What a load did, for its closing sentences: titles of guides, names of shared rows."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    shared_written: list[str] = field(default_factory=list)
    shared_kept: list[str] = field(default_factory=list)
