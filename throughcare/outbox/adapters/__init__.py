"""Ways of handing a message over: a file, the console, GOV.UK Notify; which one, the settings say."""

from throughcare.outbox.adapters.base import Adapter, NotHandedOver, Parcel, adapter_for, is_in_use

__all__ = ["Adapter", "NotHandedOver", "Parcel", "adapter_for", "is_in_use"]
