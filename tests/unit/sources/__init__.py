"""Sources, their formats and their schedules, each by itself."""
