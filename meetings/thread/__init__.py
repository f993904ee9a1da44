"""Where meetings and priorities meet: the golden thread, its gaps, and what items serve."""
