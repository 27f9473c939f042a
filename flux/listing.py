"""The service's list of predictions, one page at a time: enough of each to find again what was sent.

Pure; asking for the pages is ``flux.client``'s. One prediction in full is ``flux.predictions``'.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from yarl import URL

from flux.predictions import PredictionId


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _seed(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _words(value: object) -> str | None:
    return value if isinstance(value, str) else None


class Listed(BaseModel):
    """A prediction as the list names it.

    ``model`` is the path ``owner/name``. ``prompt`` and ``seed`` are those of its input, ``None`` where the
    service does not keep that any more (an hour after the end) or was not sent them.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: PredictionId
    model: Annotated[str | None, BeforeValidator(_words)] = None
    created_at: Annotated[datetime | None, BeforeValidator(_moment)] = None
    prompt: Annotated[str | None, BeforeValidator(_words)] = None
    seed: Annotated[int | None, BeforeValidator(_seed)] = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list, newest first; ``cursor`` asks for the next one, ``None`` where there is none."""

    predictions: tuple[Listed, ...]
    cursor: str | None


def page_in(payload: object) -> ListPage | None:
    """Return the page that a parsed body holds; ``None`` where it holds none.

    Entries that make no sense are left out.
    """
    match payload:
        case {"results": list(entries), **rest}:
            listed = (_listed(entry) for entry in entries if isinstance(entry, dict))
            return ListPage(tuple(filter(None, listed)), _cursor(rest.get("next")))
        case _:
            return None


def _listed(entry: Mapping[str, object]) -> Listed | None:
    sent = entry.get("input")
    known = sent if isinstance(sent, dict) else {}
    try:
        return Listed.model_validate({**entry, "prompt": known.get("prompt"), "seed": known.get("seed")})
    except ValidationError:
        return None


def _cursor(following: object) -> str | None:
    """Take the cursor out of the next page's URL, which itself is never followed: it names another host."""
    try:
        return URL(following).query.get("cursor") if isinstance(following, str) else None
    except ValueError:
        return None
