"""What a clock starts: what is due, and the loop that waits for it."""
