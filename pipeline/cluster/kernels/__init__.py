"""Compiled inner loops of clustering."""
