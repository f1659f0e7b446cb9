"""What the outbox feeds: one file each.

``stories_topic``  the compacted topics ``stories``: a story, whole, at its newest version; and
                   ``links``: the stories of other languages that tell its event
"""
