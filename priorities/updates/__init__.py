"""Updates: what leads report for a period, by what thresholds, and how they are asked."""
