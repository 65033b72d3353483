"""Labsvar: the open exchange for Danish laboratory results."""

__version__ = "0.1.0"
