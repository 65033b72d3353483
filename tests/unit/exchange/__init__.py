"""Tests of the exchange without a database."""
