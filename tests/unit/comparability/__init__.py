"""Tests of `labsvar.comparability`."""
