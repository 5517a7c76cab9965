"""Label the sentences of Chinese government documents with policy domains and measure the theme distribution.

The public names are listed in ``__init__.pyi`` and imported when they are first used, so that ``import research`` is
quick (Scientific Python SPEC 1).
"""

import lazy_loader

__version__ = "0.2.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
