"""Moderation on Discord: posts for moderators, their buttons and forms."""
