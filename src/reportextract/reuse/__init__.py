"""How much of a section's text stands in other reports: of the same agency the year before, and of other agencies.

Texts are compared as letters (``letters``); a few of their grams, chosen so that equal passages choose equal ones, are
their fingerprints (``fingerprints``); wording that belongs to the form, or to everybody, is nobody's own (``wording``);
reports that share fingerprints are compared letter by letter (``passages``, ``rows``). All of it is remembered in an
``index``; ``update`` tells what of it reports touch that come or go. ``find`` does all this once for tables.
"""
