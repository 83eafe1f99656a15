"""People, roles, units, structures and successions. Every dated row carries the event under which it became known.

Validity dates are inclusive on both ends; an open end is NULL. A unit keeps its identity through renaming; the same
code may name another unit in another epoch, so every join is on the unit's id, never on its code.

A row is never changed except that it ends once: `valid_to` is then set together with `ended_by`, the event under which
the end became known. Seen as of an earlier event the row is still open, so an old answer stays the same for ever.

Where a decision is undone, the ends that it gave are taken back and kept as `UndoneEnd`, so that a moment at which they
held still shows them; what was made for it ends on the day before it began: it holds on no day.
"""

from django.contrib.auth.models import AbstractUser
from django.db import models

EVENT = "trust.Event"


class Ending(models.Model):
    """The event under which a row's end became known; empty while it is open or when it was born with its end."""

    ended_by = models.ForeignKey(EVENT, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class User(AbstractUser):
    """An account. The title is what screens show beside an act ("Chủ tịch UBND xã"), never a person's biography."""

    title_vi = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    # The title and the name to sign in with, as kernel.vietnamese folds them for searching.
    search_key = models.CharField(max_length=600, blank=True, default="")
    # The last day on which the account's roles count; afterwards it may do what the public may.
    last_day = models.DateField(null=True)
    phone = models.CharField(max_length=20, blank=True)
    is_demo = models.BooleanField(default=False)


class Level(models.Model):
    """A level of government with its validity: districts end on 30/6/2025."""

    code = models.CharField(max_length=20)
    name_vi = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    rank = models.SmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "valid_from"], name="orgs_level_once")]


class Unit(Ending):
    """A place or an agency that a figure may speak of."""

    class Kind(models.TextChoices):
        PLACE = "place"
        AGENCY = "agency"

    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    level = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    surrogate_code = models.BooleanField(default=False)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    area_km2 = models.CharField(max_length=20, blank=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            # A unit that was made for an undone decision has ended before its first day: it leaves the key to others.
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="orgs_unit_key",
            )
        ]
        indexes = [models.Index(fields=["level", "valid_from"], name="orgs_unit_level")]


class UnitName(Ending):
    """What a unit is called, from when to when. `sort_key` and `search_key` come from kernel.vietnamese."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    type_vi = models.CharField(max_length=40, blank=True)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    short_name = models.CharField(max_length=200)
    search_key = models.CharField(max_length=400)
    sort_key = models.CharField(max_length=400)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "valid_from"], name="orgs_unit_name_once")]


class UnitAlias(models.Model):
    """Another identifier of a unit: both agency forms, a predecessor's code, a spelling seen in files."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="aliases")
    scheme = models.CharField(max_length=40)
    identifier = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "identifier"], name="orgs_alias_once")]


class Structure(models.Model):
    """A named hierarchy: `territory` (places), `agencies`."""

    code = models.CharField(max_length=40, unique=True)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)


class Link(Ending):
    """A child belongs to a parent in a structure, from a day to a day."""

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT)
    child = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parent_links")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="child_links")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["structure", "child", "valid_from"], name="orgs_one_parent_a_day"),
            models.CheckConstraint(condition=~models.Q(child=models.F("parent")), name="orgs_no_own_parent"),
        ]


class Succession(models.Model):
    """One decision that changes units on a date."""

    code = models.CharField(max_length=80, unique=True)
    effective_on = models.DateField()
    decision = models.CharField(max_length=400)
    source = models.CharField(max_length=400)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class SuccessionUndo(models.Model):
    """A decision is taken back: from this event on nothing follows its links."""

    succession = models.OneToOneField(Succession, on_delete=models.PROTECT, related_name="undo")
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class SuccessionLink(models.Model):
    """An old unit goes, whole or in part, to a new one."""

    succession = models.ForeignKey(Succession, on_delete=models.PROTECT, related_name="links")
    old_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successor_links")
    new_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessor_links")
    whole = models.BooleanField()
    default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["succession", "old_unit", "new_unit"], name="orgs_succession_link_once")
        ]


class Weight(models.Model):
    """The part of a divided unit that goes along a link: numerator / 10^9, all parts of one basis sum to one.

    Better weights come as a later event beside the earlier ones; the newest known event of a unit and basis counts.
    """

    link = models.ForeignKey(SuccessionLink, on_delete=models.PROTECT, related_name="weights")
    basis = models.CharField(max_length=20)
    billionths = models.BigIntegerField()
    source = models.CharField(max_length=400)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "basis", "event"], name="orgs_weight_once"),
            models.CheckConstraint(
                condition=models.Q(billionths__gte=0, billionths__lte=10**9), name="orgs_weight_is_a_part"
            ),
        ]


class UndoneEnd(models.Model):
    """An end that a decision gave one row and that was taken back with it (`event`); the row is open again."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.ForeignKey(UnitName, on_delete=models.PROTECT, null=True, related_name="+")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, null=True, related_name="+")
    valid_to = models.DateField()
    ended_by = models.ForeignKey(EVENT, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False, name__isnull=True, link__isnull=True)
                | models.Q(unit__isnull=True, name__isnull=False, link__isnull=True)
                | models.Q(unit__isnull=True, name__isnull=True, link__isnull=False),
                name="orgs_undone_end_of_one",
            )
        ]


class StraddlingRule(models.Model):
    """Who reports a period inside which units change; a later row of the same day and kind of period replaces it."""

    changes_from = models.DateField()
    scheme = models.CharField(max_length=40, blank=True)
    additive = models.CharField(max_length=4)
    others = models.CharField(max_length=4)
    source = models.CharField(max_length=400)
    confirmed = models.BooleanField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["changes_from", "scheme", "event"], name="orgs_straddling_rule_once")
        ]


class CalendarDay(models.Model):
    """A day that works or rests against what the calendar says so far; a later row of the same day replaces it."""

    day = models.DateField()
    working = models.BooleanField()
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=400)
    confirmed = models.BooleanField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "event"], name="orgs_calendar_day_once")]


class Boundary(models.Model):
    """A unit's outline, checked and thinned when loaded: GeoJSON geometry in WGS 84. A later file replaces it."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="boundary")
    geometry = models.TextField()
    source = models.CharField(max_length=400)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class RoleGrant(Ending):
    """A user plays a role for a unit. What a role may do, and how far it reaches, is `logic/rights.py`."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["user", "role"], name="orgs_grant_user")]


class Delegation(Ending):
    """A leader lets somebody act for a while in a stated capacity (KT., TUQ.)."""

    from_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_given")
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="delegations_received")
    role = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    capacity = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField()
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)


class Token(models.Model):
    """A machine's key to the REST face: stored hashed, bounded by scopes, a unit and an end date."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    scopes = models.CharField(max_length=400)
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)


class Viewing(models.Model):
    """Who keeps an account may look at the product as its holder, who agreed to it, until a time."""

    holder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="viewings_allowed")
    viewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="viewings")
    allowed_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "viewer"], condition=models.Q(ended_at=None), name="orgs_viewing_once"
            ),
        ]


class EmergencyAccess(models.Model):
    """Somebody reads a unit's unpublished figures for a short while, with a reason that its event holds."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="emergencies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    event = models.ForeignKey(EVENT, on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("begun_at")), name="orgs_emergency_has_an_end"
            ),
        ]
