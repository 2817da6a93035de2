"""Makes scanner_app/fonts/SuyuanSans.otf: GB 2312 and the characters of Guangdong's place names, of Noto Sans CJK SC.

Same input, same bytes. The font is renamed, since a subset is a modified version (OFL-1.1 sections 3 and 4) and "Noto"
is a trademark. The source is the collection that PyPI's `noto-cjk-sans-otc` 0.0.1 carries (font 2 of it is the SC one):

    .venv/bin/python tools/subset_font.py NotoSansCJK-Regular.ttc
"""

import hashlib
import sys
from pathlib import Path
from typing import Final

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS: Final = Path(__file__).parent.parent / "scanner_app" / "fonts"
NAME: Final = "Suyuan Sans"

LATIN: Final = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180)))) + "–—‘’“”…‰′″€№™℃→←↑↓✓−≤≥"
PLACES: Final = (
    "滘塱埗氹磜輋畲岃坜砵堽塭漖濠瀝杬朥梘垾沥炣㙟㘵沓冚嶂劏栢柊樃"
    "榃簕箣筀苽茏荖蒟蓢蘅鲘鲮鳊鳙鸪麖瑶偈湴滈漭圳墟硚瀍浉猇埇"
)
SURNAMES: Final = (
    "堃昇喆珺玥玙翀甯珮淼焱垚犇骉鑫彧祎赟頔镕旻晟昉珅琎琪璟璠瑄禤佘冼岑麦邝邬郄钭寗彣煊熤燊燚玘濬垲芃莜弢翯"
)
HONG_KONG: Final = "香港東區灣觀塘環長葵黃龍離島門屯荃銅鑼魚貨產農場園業國際貿鮮冷運輸發廣雲陽慶縣鎮鄉"


def main(source: str) -> None:
    """Write the font and its sha256 file."""
    font = TTFont(source, fontNumber=2, recalcTimestamp=False, lazy=True)
    _rename(font)
    options = subset.Options(layout_features=[], name_IDs=["*"], name_languages=[0x409], notdef_outline=True)
    options.drop_tables += ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=wanted())
    subsetter.subset(font)
    target = FONTS / "SuyuanSans.otf"
    font.save(target)
    print(f"{target.name}: {len(font.getBestCmap() or {})} characters, {target.stat().st_size:,} bytes")
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    (FONTS / "SuyuanSans.otf.sha256").write_text(f"{digest}  {target.name}\n")


def wanted() -> str:
    """Every character of GB 2312 (rows 1 to 87), Latin with accents, and the rarer ones of names and places here."""
    rows = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    chinese = "".join(pair.decode("gb2312", errors="ignore") for pair in rows)
    return LATIN + chinese + PLACES + SURNAMES + HONG_KONG


def _rename(font: TTFont) -> None:
    names = font["name"]
    for record in list(names.names):
        if record.nameID in (1, 3, 4, 6, 16, 17, 18, 21, 22, 25) or (record.platformID, record.langID) != (3, 0x409):
            names.removeNames(record.nameID, record.platformID, record.platEncID, record.langID)
    postscript = NAME.replace(" ", "")
    for number, words in ((1, NAME), (2, "Regular"), (3, f"{NAME} subset"), (4, NAME), (6, f"{postscript}-Regular")):
        names.setName(words, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [f"{postscript}-Regular"]
    cff.topDictIndex[0].FullName = NAME
    cff.topDictIndex[0].FamilyName = NAME


if __name__ == "__main__":
    main(sys.argv[1])
