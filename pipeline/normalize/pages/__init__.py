"""Pages of the web: their article, and what they say of themselves (``html.read_page``)."""
