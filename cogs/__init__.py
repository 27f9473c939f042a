"""The Discord face: commands read an interaction, call one studio method and show a card."""
