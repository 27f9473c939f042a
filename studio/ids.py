"""The ids of jobs and predictions, and the references under which the log tells of a fault."""

from random import Random

_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_LENGTH = 12
_REFERENCE_LENGTH = 6


def new_id(random: Random) -> str:
    """Return a new id: 12 characters of ``a-z2-7``, 60 bits of chance."""
    return "".join(random.choices(_LETTERS, k=_LENGTH))


def new_reference(random: Random) -> str:
    """Return a short name for one fault: 6 characters, easy to read out to an operator."""
    return "".join(random.choices(_LETTERS, k=_REFERENCE_LENGTH))
