"""What runs measured as one page, one JSON and one text: where the product stands, and how sure that is."""

from evals.report.write import TARGETS, write_report

__all__ = ["TARGETS", "write_report"]
