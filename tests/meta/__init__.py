"""Tests of the project itself: its pages, its promises and its tidiness."""
