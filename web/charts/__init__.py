"""The geometry of the charts: pure numbers that templates draw as SVG."""
