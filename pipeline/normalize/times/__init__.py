"""When an article was published, and what that rests on (``dates.decide``)."""
