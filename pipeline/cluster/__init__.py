"""Which articles tell the same story, and what each is to the others.

``candidates → assign (join, or a story of its own) → relate → desk.apply``
"""
