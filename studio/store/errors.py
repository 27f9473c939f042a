"""What the store refuses, and what it cannot do; the other refusals that a person reads are ``studio.errors``'.

::

    StoreRefused        the store cannot be opened
    StoreUnavailable    the database does not serve at present; who asked for something is told so
    NotOurs             another process carries this job now
"""

from typing import ClassVar

from studio.errors import UserError


class StoreRefused(Exception):
    """The store cannot be opened; the message says why and what to do, for the operator."""


class StoreUnavailable(UserError):
    """The database does not serve at present: connection lost, disk full, file damaged or not to be written.

    Nothing of the act was written; it may be asked for again. Only where the store was closed, or met another
    server, while it tried to learn what had become of a transaction, may the act have been done; the message
    says so.
    """

    key: ClassVar[str] = "refusal-store-unavailable"


class NotOurs(Exception):
    """A live job is carried by another process now: nothing was written, and there is nothing left to do here."""
