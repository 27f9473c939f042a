"""Which hosts finished pictures may be fetched from. Pure: no name is looked up here."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from yarl import URL


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
    wanted = URL(f"{url.scheme}://{pattern.strip().removeprefix('*.').lower()}")
    if wanted.port != url.port:
        return False
    if pattern.strip().startswith("*."):
        return str(url.host).endswith(f".{wanted.host}")
    return url.host == wanted.host


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
