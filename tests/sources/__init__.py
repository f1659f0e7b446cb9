"""Live sources against real local servers, files and brokers, among them some that misbehave on purpose."""
