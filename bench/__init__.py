"""Measurements that print figures: how soon Easel answers and delivers, how often it edits, what it needs.

Nothing here asserts anything about time, and no test measures. ``python -m bench`` runs all, ``python -m
bench.answer`` one of them; what was measured stands in docs/bench.md. The bot is a process of its own,
``python bot.py``, between the loopback Discord of ``tests.wire`` and the Flux look-alike of ``demo.look_alike``,
which share the process that measures; only ``bench.store`` has the store alone, in its own process.
"""
