"""Easel as a process that dies: the real bot, killed at every step of a job's life, and started again.

``harness`` runs it between the two stand-ins, ``points`` says where it dies and what must hold afterwards.
"""
