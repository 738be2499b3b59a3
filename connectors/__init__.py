"""Ways to the world outside: web addresses and mail servers; what is sent or read there others know."""
