"""Fetching one picture, once: without the key, no further than its own address, no more than is wanted.

Another try after a passing fault is the client's affair.
"""

from yarl import URL

from flux.answers import asked_wait_s
from flux.errors import (
    BadPicture,
    CutShort,
    ForeignHost,
    PictureGone,
    RateLimited,
    ServiceError,
    TooLarge,
    Unavailable,
)
from flux.hosts import AllowedHosts
from flux.http import Answer, CutAnswer, Door, LargeAnswer, NoAnswer
from flux.pictures import MAX_PICTURE_BYTES, FetchedPicture, is_whole, sniff


async def fetch_once(door: Door, url: str, *, hosts: AllowedHosts, timeout_s: float) -> FetchedPicture:
    """Fetch a finished picture and look at what it is.

    Raises:
        PictureFault: it cannot be had; ``CutShort`` may pass.
        RateLimited, Unavailable, Unreachable: it could not be had now.
    """
    return _picture(await read_once(door, url, hosts=hosts, timeout_s=timeout_s, max_bytes=MAX_PICTURE_BYTES))


async def read_once(
    door: Door, url: str, *, hosts: AllowedHosts | None, timeout_s: float, max_bytes: int
) -> bytes:
    """Read what lies at an address, whatever it is; ``hosts`` is ``None`` where the caller knows the address.

    Raises:
        PictureFault: it cannot be had; ``CutShort`` may pass.
        RateLimited, Unavailable, Unreachable: it could not be had now.
    """
    place = _url(url)
    if place is None or (hosts is not None and not hosts.allow(place)):
        raise ForeignHost(url, _host_of(place))
    answer = await _exchange(door, place, timeout_s=timeout_s, max_bytes=max_bytes)
    if answer.status != 200:
        raise _refusal(answer, url, place)
    return answer.body


async def _exchange(door: Door, place: URL, *, timeout_s: float, max_bytes: int) -> Answer:
    try:
        return await door.exchange(
            "GET",
            place,
            headers={"Accept": "image/*", "Accept-Encoding": "identity"},
            timeout_s=timeout_s,
            max_bytes=max_bytes,
        )
    except CutAnswer as exc:
        raise CutShort(str(exc)) from exc
    except NoAnswer as exc:
        raise Unavailable(str(exc)) from exc
    except LargeAnswer as exc:
        raise TooLarge(f"the picture has {exc}") from exc


def _refusal(answer: Answer, url: str, place: URL) -> ServiceError:
    told = f"HTTP {answer.status} from {place.host}"
    match answer.status:
        case 301 | 302 | 303 | 307 | 308:
            return ForeignHost(url, _host_of(_url(answer.headers.get("Location", ""))))
        case 401 | 403 | 404 | 410:
            return PictureGone(told)
        case 429:
            return RateLimited(told, retry_after_s=asked_wait_s(answer))
        case status if status >= 500:
            return Unavailable(told)
        case _:
            return BadPicture(told)


def _picture(body: bytes) -> FetchedPicture:
    media_type = sniff(body)
    if media_type is None:
        raise BadPicture("what was fetched is no picture")
    if not is_whole(body, media_type):
        raise CutShort(f"the end of the {media_type} is missing")
    return FetchedPicture(body, media_type)


def _url(text: str) -> URL | None:
    try:
        # A signed URL holds only as it was given, character for character.
        return URL(text, encoded=text.isascii() and text.isprintable() and " " not in text)
    except ValueError:
        return None


def _host_of(place: URL | None) -> str:
    return (place.host if place is not None else None) or "elsewhere"
