"""What a request costs under Django's WSGI handler, against django-ninja."""
