"""What one writes first with Django REST framework: nested serializers, and nothing prefetched.

python naive.py load <emulator's database> <own database>     copies its people, prints a key
NAIVE_DATABASE=<own database> granian --interface wsgi naive:application
"""

import os
import sqlite3
import sys

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.configure(
    SECRET_KEY="naive",  # noqa: S106  of a peer that runs for minutes
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="naive",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ.get("NAIVE_DATABASE", sys.argv[-1]),
            "CONN_MAX_AGE": None,
        }
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "rest_framework.authtoken",
        "people",
    ],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
)
django.setup()

from django.db import connection  # noqa: E402
from django.urls import include, path  # noqa: E402
from people.models import Area, Department, Employee, EmployeeArea, Position  # noqa: E402
from rest_framework import pagination, routers, serializers, viewsets  # noqa: E402


class DepartmentSerializer(serializers.ModelSerializer):
    class Meta:
        model, fields = Department, "__all__"


class PositionSerializer(serializers.ModelSerializer):
    class Meta:
        model, fields = Position, "__all__"


class AreaSerializer(serializers.ModelSerializer):
    class Meta:
        model, fields = Area, "__all__"


class EmployeeSerializer(serializers.ModelSerializer):
    department = DepartmentSerializer()
    position = PositionSerializer()
    area = AreaSerializer(many=True)

    class Meta:
        model, fields = Employee, "__all__"


class Pages(pagination.PageNumberPagination):
    page_size_query_param = "page_size"


class Employees(viewsets.ModelViewSet):
    queryset = Employee.objects.all()
    serializer_class = EmployeeSerializer
    pagination_class = Pages


router = routers.SimpleRouter()
router.register("employees", Employees)
urlpatterns = [path("personnel/api/", include(router.urls))]
application = get_wsgi_application()


def load(source: str) -> str:
    """Copy the emulator's people; answers the key of a user."""
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from rest_framework.authtoken.models import Token  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    tables = (Department, Position, Area, Employee, EmployeeArea)
    with connection.schema_editor() as editor:
        for model in tables:
            editor.create_model(model)
    connection.close()
    with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as own:
        own.execute("ATTACH ? AS source", [source])
        for model in tables:
            names = ",".join(field.column for field in model._meta.concrete_fields)
            table = model._meta.db_table
            own.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM source.{table}")  # noqa: S608
    own.close()
    return str(Token.objects.create(user=User.objects.create(username="naive")).key)


if __name__ == "__main__":
    sys.stdout.write(load(sys.argv[2]))
