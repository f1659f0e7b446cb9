"""Hostile input for the normalise stage: mutated real files, and what grammar and chance make up.

``python -m tests.fuzz --minutes 30 --seed 7`` runs for long; a short run is a test.
"""
