"""How good the stories are: labelled streams through the true online path, and what comes of them.

``gold → replay → measures · mistakes``, together in ``scoring``
"""
