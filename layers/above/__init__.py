"""What is laid over the map for a while: what a record answers for, heat, reach, what cameras see."""
