"""What people and programs are told of: events and their wording; it sends nothing and stores nothing."""
