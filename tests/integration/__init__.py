"""Tests with a real PostgreSQL, and of whole installations."""
