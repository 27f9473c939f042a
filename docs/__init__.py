"""The documentation; the only code here writes its generated tables."""
