"""Whether the server on this machine answers: `python -m careerguide.alive`, for the health check of the image."""

from http.client import HTTPConnection
from ipaddress import ip_address

from careerguide import settings


def main() -> int:
    host, port = settings.LISTEN
    here = ip_address(host)
    if here.is_unspecified:  # it listens on all addresses, and this one is among them
        here = ip_address("127.0.0.1" if here.version == 4 else "::1")
    connection = HTTPConnection(str(here), port, timeout=4)
    # As a reader's proxy would ask, so that ALLOWED_HOSTS and the redirect to https let it through.
    asked = settings.SITE_URL.partition("://")[2]
    connection.request("GET", "/livez", headers={"Host": asked, "X-Forwarded-Proto": "https"})
    return 0 if connection.getresponse().status == 200 else 1


if __name__ == "__main__":
    raise SystemExit(main())
