"""The API described: the documented operations as data, and the OpenAPI document.

Only `inspector`, `generator` and `field_extensions` import drf-spectacular, and nothing imports
them before the document is asked for: a server that is never asked never loads it.
"""
