"""Lines that a site puts around an article: by rule (``lines.strip``) and learned (``template``)."""
