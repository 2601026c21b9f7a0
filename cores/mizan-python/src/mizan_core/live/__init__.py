"""Live: what others did reaches those who look at it."""

from .bus import Bus, Listener, Publication, Relay, unique
from .connecting import connect, serve
from .service import Service
from .settings import Live

__all__ = ["Bus", "Listener", "Live", "Publication", "Relay", "Service", "connect", "serve", "unique"]
