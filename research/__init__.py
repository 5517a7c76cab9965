"""Label the sentences of Chinese government documents with policy domains and measure the theme distribution."""

__version__ = "0.1.0"
