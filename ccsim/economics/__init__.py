"""Money: every amount as an entry with its cause, computed from sums and paid time, never from the log."""
