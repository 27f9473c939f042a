"""Runs every measurement with its usual size, one after the other: ``make bench``."""

from bench import answer, delivery, edits, fairness, load, photos, store


def main() -> None:
    """Measure everything and print it."""
    for measurement in (answer, delivery, edits, fairness, load, photos, store):
        measurement.main([])
        print()


if __name__ == "__main__":
    main()
