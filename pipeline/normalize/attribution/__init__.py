"""Where, when and by whom an article says it was written (``attribution.take``)."""
