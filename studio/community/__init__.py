"""Community art channels: what a channel is for, and what happens in it by the calendar."""
