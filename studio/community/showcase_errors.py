"""What is refused a person about showcases and lists, as errors that can be told in any language."""

from typing import ClassVar

from studio.errors import UserError


class ShowcaseNotYours(UserError):
    """Only people who may manage messages may do this."""

    key: ClassVar[str] = "refusal-showcase-not-yours"


class NotACard(UserError):
    """What was given leads to no public card of this server, nor to a copy of one."""

    key: ClassVar[str] = "refusal-not-a-card"


class NoShowcase(UserError):
    """No showcase of the server watches the channel of the card."""

    key: ClassVar[str] = "refusal-no-showcase"


class NotShowable(UserError):
    """The card may not be shown there: its channel is for adults, or for fewer people than the showcase."""

    key: ClassVar[str] = "refusal-not-showable"


class NothingDecided(UserError):
    """There is no decision to be taken back."""

    key: ClassVar[str] = "refusal-nothing-decided"


class Unlisted(UserError):
    """The person does not want to be shown to others."""

    key: ClassVar[str] = "refusal-unlisted"
