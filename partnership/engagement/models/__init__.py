"""Records of following. None is edited by officers, so none is audited; all but Notice and Digest are personal data."""

from partnership.engagement.models.deliveries import Delivery
from partnership.engagement.models.followers import Follow, Follower, HowOften
from partnership.engagement.models.notices import Digest, Notice

__all__ = ["Delivery", "Digest", "Follow", "Follower", "HowOften", "Notice"]
