"""The composition root: Settings to wired rooms. The only place that knows concrete classes and Settings.

Each module here wires one purpose and is imported by the commands that need it; this file imports nothing, so that a
command pays only for what it uses.
"""
