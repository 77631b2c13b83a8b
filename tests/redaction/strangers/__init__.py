"""Labelled conversations, written out by hand, each file by an author who had read no rule and no earlier case."""
