"""The service's words on their way into the log."""

import pytest

from flux.excerpts import excerpt


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("CUDA\n2026-11-22 INFO studio: job=x done", "CUDA 2026-11-22 INFO studio: job=x done"),
        (
            "cannot open https://cdn.example/a/b.png?ex=1&is=2&hm=3, sorry",
            "cannot open https://cdn.example/a/b.png?*** sorry",
        ),
        ("see https://cdn.example/a.png and why?", "see https://cdn.example/a.png and why?"),
        ("x" * 301, "x" * 300),
        ("", ""),
    ],
)
def test_excerpt(text: str, told: str) -> None:
    assert excerpt(text) == told


def test_the_secret_is_not_told() -> None:
    assert excerpt("Bearer sk-1", secret="sk-1") == "Bearer ***"
