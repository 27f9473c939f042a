"""Who may do what to what: the tables of ``docs/security.md``, read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.wire.easel import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
PUBLIC, PRIVATE = "a public card", "a private card"
HELD_BACK, DELETED = "a card that waits for moderators", "a deleted card"
OWN_DATA, OWN_CHOICES = "their own data", "their own choices"
DONE, REFUSED, NOT_OFFERED = "yes", "no", "–"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of a row: its name, what it is about (commands: nothing), and the outcome for each person."""

    name: str
    of: str
    outcomes: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.name} of {self.of}" if self.of else self.name

    @property
    def able(self) -> Sequence[str]:
        """The columns of those who may."""
        return [column for column, outcome in self.outcomes.items() if outcome == DONE]


def rows(title: str, name: str) -> Iterator[Row]:
    """Read a table; each name in its first column is a row of its own."""
    section = PAGE.partition(f"### {title}\n")[2].partition("\n#")[0]
    head, _, *lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    columns = [cell.strip() for cell in head]
    for line in lines:
        first, *rest = (cell.strip() for cell in line)
        of = rest.pop(0) if columns[1] == "of" else ""
        outcomes = dict(zip(columns[-len(rest) :], rest, strict=True))
        for each in re.findall(name, first):
            yield Row(next(filter(None, each)) if isinstance(each, tuple) else each, of, outcomes)


BUTTONS = list(rows("Buttons", r"`(\w+)`"))
FORMS = list(rows("Forms", r"`(\w+)`"))
COMMANDS = list(rows("Commands", r"`/([^`]+)`|\*\*([^*]+)\*\*"))
