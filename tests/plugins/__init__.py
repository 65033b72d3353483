"""Plugins of the test suite itself."""
