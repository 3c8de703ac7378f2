"""What is looked at on a machine by `markpack doctor`, a module for each kind of thing."""
