"""The RSGI application that granian's workers load: Django behind the adapter."""

from django.conf import settings

from etpserver.server.adapter import Adapter
from etpserver.server.bodies import Limits
from etpserver.wsgi import application as django_application

application = Adapter(django_application, Limits(kept=settings.UPLOAD_LIMIT))
