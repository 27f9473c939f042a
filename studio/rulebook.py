"""What a server lets its people do, as values, and what follows for one person in one place; pure.

That is: who may make pictures where, with which models, and which words are in no prompt. What may be spent is
``studio.budgets``', what holds in a studio channel besides is ``studio.community.presets``'.
"""

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flux.catalogue import Model
from studio.jobs import Place
from studio.rulebook_errors import ChannelShut, RoleMissing, RoleShutOut
from studio.wording.rules import WordRule


class Subject(StrEnum):
    """What terms are set for: a channel with its threads, or everybody who has a role."""

    CHANNEL = "channel"
    ROLE = "role"


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said about a channel or a role.

    ``admits`` says whether pictures may be made there, or by these people; ``None`` leaves it open. ``models``
    are those that may be used, none for all of them.
    """

    admits: bool | None = None
    models: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """What tells them from others, in few characters."""
        return f"{zlib.crc32(f'{self.admits} {self.models}'.encode()):08x}"


NO_TERMS = Terms()


TOLERANCES = range(1, 7)
"""What ``safety_tolerance`` can be, from the strictest; each model takes what it has of these."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How pictures are made and shown on a server.

    ``language`` is the code of the one for all that everybody sees, ``None`` where it follows from the server or
    the artist. ``safety_tolerance`` is that of age-restricted channels, ``None`` for the model's own.
    """

    language: str | None = None
    safety_tolerance: int | None = None

    @property
    def mark(self) -> str:
        """What tells it from others, in few characters."""
        return f"{self.language or 'x'}-{self.safety_tolerance or 'x'}"

    def locale(self, usual: str, *, private: bool = False) -> str:
        """Return the language of something; the usual one for what is private, and where the server sets none."""
        return usual if private or self.language is None else self.language

    def tolerance(self, place: Place, model: Model) -> int | None:
        """Return the ``safety_tolerance`` that a model is sent in a place; ``None`` leaves it to the model."""
        field = model.fields.get("safety_tolerance")
        if self.safety_tolerance is None or field is None or not place.age_restricted:
            return None
        assert field.minimum is not None
        assert field.maximum is not None
        return int(max(field.minimum, min(self.safety_tolerance, field.maximum)))


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks for something on a server: by which roles, everybody's included, and whether they manage it."""

    role_ids: tuple[int, ...] = ()
    manages_server: bool = False


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of a server; words before patterns, each in the order of the alphabet.

    Everybody's role has the id of the server, as in Discord. Whoever manages the server is let in everywhere, with
    every role's models: they could set the rules otherwise. The models of a channel hold for them, too.
    """

    words: tuple[WordRule, ...] = ()
    channels: Mapping[int, Terms] = field(default_factory=dict)
    roles: Mapping[int, Terms] = field(default_factory=dict)
    manner: Manner = Manner()

    def admit(self, place: Place, asker: Asker) -> None:
        """Let somebody make pictures in a place, or refuse it.

        What is said about a channel or a role counts before what is said about others: once one is admitted,
        those are not about which nothing is said. Of a person's roles one that is shut out is enough. What is
        said about everybody counts for those about none of whose roles anything is said.

        Raises:
            ChannelShut: not in this channel.
            RoleShutOut: not with one of their roles.
            RoleMissing: not without one of certain roles.
        """
        if asker.manages_server:
            return
        channel = self.channels.get(place.home_id, NO_TERMS).admits
        if channel is None:
            channel = not _admits_any(self.channels.values())
        if not channel:
            raise ChannelShut
        said = [
            self.roles.get(role_id, NO_TERMS).admits for role_id in asker.role_ids if role_id != place.server_id
        ]
        if False in said:
            raise RoleShutOut
        if True in said:
            return
        everybody = self.roles.get(place.server_id or 0, NO_TERMS).admits
        if everybody is None:
            everybody = not _admits_any(self.roles.values())
        if not everybody:
            raise RoleMissing

    def models_here(self, place: Place) -> tuple[str, ...]:
        """Return the models that may be used in a place, none for all of them."""
        return self.channels.get(place.home_id, NO_TERMS).models

    def models_for(self, asker: Asker) -> frozenset[str] | None:
        """Return the models that somebody may use: each that one of their roles gives, everybody's included.

        ``None`` is for all that there are: none of their roles says anything.
        """
        given = [terms.models for role_id in asker.role_ids if (terms := self.roles.get(role_id)) is not None]
        named = frozenset(name for models in given for name in models)
        return None if asker.manages_server or not named else named

    def terms(self, subject: Subject, subject_id: int) -> Terms:
        """Return what is said about a channel or a role."""
        said = self.channels if subject is Subject.CHANNEL else self.roles
        return said.get(subject_id, NO_TERMS)


NO_RULES = Rulebook()
"""Those of a server that has set none, and of private use."""


def _admits_any(terms: Iterable[Terms]) -> bool:
    return any(each.admits for each in terms)
