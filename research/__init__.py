"""Label the sentences of Chinese government documents with policy domains and measure the theme distribution."""
