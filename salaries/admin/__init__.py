from . import band, currency

__all__ = ["band", "currency"]
