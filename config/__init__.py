"""What the operator may set, and the rule packs that ship with the program."""
