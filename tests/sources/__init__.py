"""Live sources against real local servers, among them some that misbehave on purpose."""
