"""What the operator may set, read once from the environment and ``.env``, checked, and handed on as values.

Nothing else in Easel reads the environment. What each setting is for stands in ``.env.example``.
"""

from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AnyHttpUrl,
    AnyUrl,
    Field,
    SecretStr,
    UrlConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from flux.hosts import is_pattern
from studio.access import PrivateUse

COMETAPI = "https://api.cometapi.com/replicate/v1"
REPLICATE = "https://api.replicate.com/v1"


class Switch(StrEnum):
    """Something that is on or off."""

    ON = "on"
    OFF = "off"


class BadSettings(Exception):
    """Settings that cannot be used; ``faults`` has a line for each with the setting's name, never its value."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """Every setting; a field's name in capitals is its name in the environment."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    discord_token: SecretStr
    flux_api_key: SecretStr
    flux_api_url: AnyHttpUrl = AnyHttpUrl(COMETAPI)
    flux_poll_urls: Annotated[tuple[AnyHttpUrl, ...], NoDecode] = (AnyHttpUrl(COMETAPI), AnyHttpUrl(REPLICATE))
    flux_output_hosts: Annotated[tuple[str, ...], NoDecode] = ("replicate.delivery", "*.replicate.delivery")
    database_url: str = "sqlite:///data/easel.db"
    max_running: Annotated[int, Field(ge=1, le=1000)] = 8
    budget_usd_per_month: Annotated[Decimal, Field(ge=0, le=1_000_000)] | None = None
    prices_file: Path | None = None
    allowed_servers: Annotated[frozenset[int], NoDecode] = frozenset()
    private_use: PrivateUse = PrivateUse.OFF
    message_content: Switch = Switch.OFF
    discord_api_url: AnyHttpUrl | None = None
    discord_gateway_url: Annotated[AnyUrl, UrlConstraints(allowed_schemes=["ws", "wss"])] | None = None
    shard_ids: Annotated[tuple[int, ...], NoDecode] = ()
    shard_count: Annotated[int | None, Field(ge=1, validate_default=True)] = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    metrics_port: Annotated[int, Field(ge=0, le=65535)] | None = None
    metrics_host: str = "127.0.0.1"

    @classmethod
    def read(cls) -> Self:
        """Read the environment and ``.env``.

        Raises:
            BadSettings: something is missing or wrong; it names every fault.
        """
        try:
            return cls()
        except ValidationError as error:
            raise BadSettings(
                tuple(_fault(str(e["loc"][0]) if e["loc"] else "", e["msg"]) for e in error.errors())
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise BadSettings((f".env: cannot be read: {error}",)) from None

    @field_validator("flux_poll_urls", "flux_output_hosts", "allowed_servers", "shard_ids", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            parts = tuple(part.strip() for part in value.split(",") if part.strip())
            if not parts:
                raise ValueError("is a list without anything in it")
            return parts
        return value

    @field_validator("flux_output_hosts")
    @classmethod
    def _are_hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(is_pattern, value)):
            raise ValueError("has something that is neither host, host:port nor *.host")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("discord_token", "flux_api_key")
    @classmethod
    def _not_blank(cls, value: SecretStr) -> SecretStr:
        secret = value.get_secret_value()
        if not secret.strip() or not secret.isprintable():
            raise ValueError("is empty or has characters that no key has")
        return SecretStr(secret.strip())

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("starts with neither sqlite:/// nor postgresql://")
        return value

    @field_validator("shard_count")
    @classmethod
    def _shards_fit(cls, value: int | None, info: ValidationInfo) -> int | None:
        ids = info.data.get("shard_ids", ())
        if ids and (value is None or max(ids) >= value):
            raise ValueError("is needed beside SHARD_IDS, and greater than each of them")
        return value

    @property
    def ceiling_micro_usd(self) -> int | None:
        """The month's ceiling in micro-dollars."""
        return None if self.budget_usd_per_month is None else int(self.budget_usd_per_month * 1_000_000)

    @property
    def shelf_folder(self) -> Path:
        """Where finished pictures wait for their delivery beside a SQLite file; PostgreSQL keeps them itself."""
        # Each database has its own: what no job of the database needs is forgotten.
        scheme, _, path = self.database_url.partition(":///")
        return Path(f"{path}-shelf") if scheme == "sqlite" else Path("data/shelf")


_MISSING = "Field required"
"""How pydantic says that a setting without a default was not given."""


def _fault(field: str, message: str) -> str:
    said = "is missing" if message == _MISSING else message.removeprefix("Value error, ")
    return f"{field.upper()}: {said}" if field else said
