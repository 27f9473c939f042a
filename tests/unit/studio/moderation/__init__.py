"""Tests of moderation without a store."""
