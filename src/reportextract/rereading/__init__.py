"""Numbers of scanned pages read again, where one reading is not enough to publish them as certain.

A number is certain when two readings of truly different pictures agree, when it is a 0 in a sum that holds, or when
it looks like the report's other figures of its name (``likeness``) and makes its sums hold. The second reading sees
the scan as it is, before it was straightened and cleaned, cut out more widely: what straightening, cleaning, the
erasing of rules and the cut may have done to a digit, it doesn't share. It shares the network, so that a digit that
is badly printed may fool both; docs/confidence.md has how often numbers of a given confidence were wrong.

Identities choose between readings that an engine gave; they never supply one.
"""

from reportextract.rereading.read import read_again

__all__ = ["read_again"]
