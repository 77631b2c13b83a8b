"""`python -m archiver`."""

from archiver.cli import entry

if __name__ == "__main__":
    entry()
