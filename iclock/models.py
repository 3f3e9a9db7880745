"""Every model of the app, for Django; the definitions live in the resources' folders."""

from iclock.biodata.models import BioData

__all__ = ["BioData"]
