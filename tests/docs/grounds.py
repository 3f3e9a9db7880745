"""The comments that say why the code behaves as it does; the console shows them too."""

from etpserver.console.guide.grounds import PACKAGES, Remark, remarks

__all__ = ["PACKAGES", "Remark", "remarks"]
