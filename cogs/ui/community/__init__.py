"""What community art channels show."""
