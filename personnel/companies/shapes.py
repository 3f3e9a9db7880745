"""A company inside other records."""

from etpserver.api.shapes import Shape, Text, Uuid
from personnel.companies.models import Company

COMPANY = Shape(Company, id=Uuid(), name=Text())
