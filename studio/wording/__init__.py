"""Words and patterns that a server wants in no prompt."""
