"""Error texts that were seen, sorted by what the artist can do."""

import pytest

from flux.failures import FailureKind, failure_kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "All generated images contained NSFW content. Try running it again with a different prompt.",
            FailureKind.BLOCKED,
        ),
        ("NSFW content detected. Try running it again, or try a different prompt.", FailureKind.BLOCKED),
        (
            "Prediction failed: ModelError: The input or output was flagged as sensitive. (E005) (uIJ6l3ruRD)",
            FailureKind.BLOCKED,
        ),
        ("Prediction interrupted; please retry (code: PA)", FailureKind.INTERRUPTED),
        ("Director: unexpected error handling prediction (E9828)", FailureKind.INTERRUPTED),
        ("CUDA out of memory", FailureKind.MODEL_FAILED),
        ("", FailureKind.MODEL_FAILED),
    ],
)
def test_kind(text: str, kind: FailureKind) -> None:
    assert failure_kind(text) is kind
