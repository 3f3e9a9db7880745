"""A company inside other records."""

from etpserver.api.shapes import Shape, Text
from personnel.companies.models import Company

COMPANY = Shape(Company, id=Text(), name=Text())
