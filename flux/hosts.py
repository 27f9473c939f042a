"""Which hosts finished pictures may be fetched from. Pure: no name is looked up here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from yarl import URL

_PATTERN = re.compile(r"(\*\.)?([a-z0-9._-]+|\[[0-9a-f:.]+\])(:\d{1,5})?", re.ASCII | re.IGNORECASE)


def is_pattern(text: str) -> bool:
    """Say whether a text is a pattern that ``AllowedHosts`` can hold against an address."""
    if _PATTERN.fullmatch(text.strip()) is None:
        return False
    try:
        return bool(_wanted(text, "https").host)
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Patterns ``host``, ``host:port`` and ``*.host``; without a port only the scheme's usual one is meant."""

    patterns: Sequence[str]

    def allow(self, url: URL) -> bool:
        """Say whether a picture may be fetched: by https, or by plain http from this very machine."""
        if not url.host or url.user is not None:
            return False
        if url.scheme != "https" and not (url.scheme == "http" and _is_loopback(url.host)):
            return False
        return any(_matches(pattern, url) for pattern in self.patterns)


def _matches(pattern: str, url: URL) -> bool:
    wanted = _wanted(pattern, url.scheme)
    if wanted.port != url.port:
        return False
    if pattern.strip().startswith("*."):
        return str(url.host).endswith(f".{wanted.host}")
    return url.host == wanted.host


def _wanted(pattern: str, scheme: str) -> URL:
    return URL(f"{scheme}://{pattern.strip().removeprefix('*.').lower()}")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
