"""``/settings``: the panel, and what the buttons and forms of its pages do."""
