"""Tests of what sources read, without I/O."""
