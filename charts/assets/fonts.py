"""Makes the fonts of this folder; see README.md.

A subset of Inter (Latin, punctuation, arrows, the spaces and signs of printed
numbers) whose digits all have one width, so that columns of figures align
without font features, which SVG renderers outside browsers do not know.
"""
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

NAME = "Barometer Sans"
UNICODES = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), 0x192, *range(0x218, 0x21C), 0x2C6, 0x2DA, 0x2DC,
    0x2009, *range(0x2010, 0x2016), *range(0x2018, 0x201F), 0x2020, 0x2021, 0x2022, 0x2026, 0x202F, 0x2030,
    0x2032, 0x2033, 0x2039, 0x203A, 0x2044, 0x2070, *range(0x2074, 0x207A), *range(0x2080, 0x208A),
    0x20AC, 0x2116, 0x2122, *range(0x2190, 0x2194), 0x2202, 0x2206, 0x2211, 0x2212, 0x221A, 0x221E,
    0x2248, 0x2260, 0x2264, 0x2265, 0x25CB, 0x25CF, 0x2E3A,
]


def freeze(font):
    """Puts the glyphs of the feature tnum into the character map."""
    gsub = font["GSUB"].table
    swaps = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag != "tnum":
            continue
        for index in record.Feature.LookupListIndex:
            for table in gsub.LookupList.Lookup[index].SubTable:
                swaps.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
    for table in font["cmap"].tables:
        for code, glyph in list(table.cmap.items()):
            table.cmap[code] = swaps.get(glyph, glyph)
    return len(swaps)


def make(source, weight, style):
    font = TTFont(source)
    if not freeze(font):
        sys.exit(f"{source}: it has no feature tnum")
    options = subset.Options(layout_features=["kern"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17], notdef_outline=True, hinting=False, desubroutinize=True)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=UNICODES)
    subsetter.subset(font)
    digits = {font.getBestCmap()[code] for code in range(0x30, 0x3A)}
    width = max(font["hmtx"][glyph][0] for glyph in digits)
    for glyph in digits:  # the semi-bold 4 is 3 of 2816 units narrower
        font["hmtx"][glyph] = (width, font["hmtx"][glyph][1])
    file = f"BarometerSans-{style}"
    for record in font["name"].names:
        record.string = {1: NAME if style == "Regular" else f"{NAME} {style}", 2: "Regular", 16: NAME, 17: style, 3: file, 4: f"{NAME} {style}", 6: file}.get(record.nameID, record.toUnicode())
    font["OS/2"].usWeightClass = weight
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames[0] = file
        cff[0].FullName, cff[0].FamilyName = f"{NAME} {style}", NAME
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(f"{file}.otf")
    font.flavor = "woff2"
    font.save(f"{file}.woff2")


folder = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/fonts/opentype/inter"
make(f"{folder}/Inter-Regular.otf", 400, "Regular")
make(f"{folder}/Inter-SemiBold.otf", 600, "SemiBold")
