"""The twelve regions and the delivery units below them (HoC Library 2021 s.2)."""

from django.db import models


class Region(models.Model):
    """A probation region, with the code that public systems carry (N03, N50 ...)."""

    code = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=100)
    name_cy = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DeliveryUnit(models.Model):
    """A probation delivery unit."""

    code = models.CharField(max_length=10, unique=True)
    name = models.CharField(max_length=100)
    name_cy = models.CharField(max_length=100, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
