"""Finding records and handing them over, without opening an original unless its key is brought."""
