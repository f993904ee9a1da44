"""The part of django-mptt that the portal uses; the package itself carries no types."""
