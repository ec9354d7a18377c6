"""One page, one JSON and one text of what runs measured: where the product stands, how far its scorers can be trusted."""

from evals.report.write import write_report

__all__ = ["write_report"]
