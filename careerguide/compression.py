from django_http_compression import middleware


class CompressionMiddleware(middleware.HttpCompressionMiddleware):
    """The library's, at Brotli's quality 5: on a guide a tenth fewer bytes than its 4, for half a millisecond."""


middleware.BROTLI_QUALITY = 5
