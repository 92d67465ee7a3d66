from .band import Band
from .currency import Currency, ExchangeRate

__all__ = ["Band", "Currency", "ExchangeRate"]
