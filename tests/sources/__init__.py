"""Tests of sources that go on for ever."""
