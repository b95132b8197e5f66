"""Partners: which region, or Russia as a whole, trades or cooperates with which country."""

from __future__ import annotations

from extractors.partners.partnerships import partnerships

__all__ = ["partnerships"]
