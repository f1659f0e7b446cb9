"""Storyfold folds a stream of news articles into stories.

The way of an article, which is also the map of this package::

    sources → normalize → fingerprint → cluster → store → sinks

``flow.py`` tells it in a screenful. ``engines/`` runs it: embedded, or on Kafka.
"""
