"""Texts of signs that segmenters may cut differently."""

from hypothesis import strategies as st

SIGNS = st.text("发展经济二十大GDP5G 3.5%-+_#&@/\\～…—“”《》（）()①Ⅲ㎡乂囍𠮷発展\u200b\ufe0f😀\x00\x07éß", max_size=30)
