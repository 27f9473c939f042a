"""Easel as a process that dies or freezes: the real bot, at every step of a job and at random, and what follows.

``harness`` runs it between the two stand-ins, ``points`` and ``freezes`` say where it dies or freezes and what
must hold afterwards; ``crowd`` keeps it busy while it is killed at random.
"""
