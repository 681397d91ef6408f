"""A tiny application for the tests of receiving, with a short deadline."""

from xiaoxiang.machine import receiving

receiving.GRACE = 1.0
receiving.LARGEST = 300_000


def application(environ, start):
    received = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/long":
        start("200 OK", [("Content-Type", "application/octet-stream")])
        return (b"x" * 65536 for _ in range(40))
    names = ("REQUEST_METHOD", "QUERY_STRING", "CONTENT_LENGTH", "REMOTE_ADDR", "HTTP_COOKIE", "HTTP_X_TWO", "HTTP_X_A")
    told = [environ["PATH_INFO"].encode("latin-1").decode(), str(len(received)), *(environ.get(n, "-") for n in names)]
    start("200 OK", [("Content-Type", "text/plain; charset=utf-8"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return ["|".join(told).encode()]


reception = receiving.Reception(application)
