"""Labelled conversations, each file by an author who had read no rule and no earlier case; K is made by a program."""
