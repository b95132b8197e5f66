"""Rankings: places of regions, their organisations, cities and heads in ratings."""
