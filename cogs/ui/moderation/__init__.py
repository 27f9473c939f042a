"""How what moderators see looks."""
