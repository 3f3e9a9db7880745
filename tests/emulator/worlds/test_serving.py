"""What is changed below Django so that worlds share nothing."""

import pytest
from django.contrib.contenttypes.models import ContentType

from etpserver.emulator.worlds.serving import Forgetful


@pytest.mark.django_db
def test_content_types_are_looked_up_in_each_world_anew(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(ContentType.objects, "_cache", Forgetful())

    for _ in range(2):
        with django_assert_num_queries(1):
            found = ContentType.objects.get_by_natural_key("personnel", "area")
        with django_assert_num_queries(1):
            assert ContentType.objects.get_for_id(found.pk) == found
    ContentType.objects.clear_cache()
