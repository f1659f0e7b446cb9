"""What the outbox feeds: one file each.

``stories_topic``  the compacted topic ``stories``: a story, whole, at its newest version
"""
