"""Whether this process lives, and whether it can serve. Nothing here is secret."""

from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django_redis import get_redis_connection
from redis.exceptions import RedisError


@never_cache
def alive(request):
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request):
    """Without the database nothing works; without the store everything works, slower."""
    database, store = database_answers(), store_answers()
    return JsonResponse(
        {"database": "ok" if database else "down", "store": "ok" if store else "degraded"},
        status=200 if database else 503,
    )


def database_answers():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def store_answers():
    try:
        return get_redis_connection("default").ping()
    except (RedisError, OSError):
        return False
