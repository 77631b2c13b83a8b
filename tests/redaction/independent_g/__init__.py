"""Conversations by one more author, who had read no rule and no earlier case."""
