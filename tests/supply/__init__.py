"""What the package brings along."""
