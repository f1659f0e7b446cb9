"""What runs ``flow``: ``embedded`` in one process, ``faust_app`` on Kafka.

Both share ``preparer`` and ``settler``: an item in, a durable story or one dead letter out.
"""
