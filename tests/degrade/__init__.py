"""Every born-digital document as a scan: printed, stamped, copied, scanned or photographed, the same for the same seed.

``degrade`` makes one picture worse; ``scan_pdf`` makes a file of a PDF as a scanner would have written it.
"""

from tests.degrade.scan import CONTAINERS, degrade, pick_scan, scan_pdf, scan_pictures
from tests.degrade.settings import PROFILES, Scan

__all__ = ["CONTAINERS", "PROFILES", "Scan", "degrade", "pick_scan", "scan_pdf", "scan_pictures"]
