"""The night's work: capture, seal, redact, accept, publish, prove, reconcile, report.

Knows the Protocols of connectors and exporters, never a platform or a format.
"""
