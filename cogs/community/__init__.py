"""The Discord face of community art channels."""
