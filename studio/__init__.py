"""What Easel is about: jobs, their predictions, their money. Knows no Discord, no HTTP and no SQL."""
