"""`relance segments`: set from a file, listed, tried first, and named by explain."""

from pathlib import Path

from tests.cli.terminal import IMPORTED, Terminal

TEXT = """segments:
  - name: Strategic
    conditions: {tags: [strategic]}
    policy: gentle
    signed_by: Claire Martin
"""


def test_segments_are_tried_set_listed_and_explained(shop: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "segments.yaml"
    file.write_text(TEXT, encoding="utf-8")
    shop("customer", "set", "boulangerie MARTIN", "--tag", "strategic", "--sector", "food", *IMPORTED)

    tried = shop("segments", "set", str(file), "--dry-run", *IMPORTED)
    before = shop("segments", "list", *IMPORTED)
    saved = shop("segments", "set", str(file), *IMPORTED)

    assert "would move. Nothing was changed." in tried.out
    assert before.out.startswith("There are no segments")
    assert saved.out.startswith("The segments are version 1.")
    assert shop("segments", "list", "--text", *IMPORTED).out == TEXT
    (row,) = shop("segments", "list", "--json", *IMPORTED).json
    assert (row["name"], row["policy"], row["signed_by"], row["customers"]) == (
        "Strategic", "gentle", "Claire Martin", 1,
    )  # fmt: skip
    assert "Strategic" in shop("segments", "list", *IMPORTED).out
    told = shop("explain", "F-101", "--json", *IMPORTED).json["policy"]
    assert (told["name"], told["by"], told["segment"]) == ("gentle", "segment", "Strategic")
    said = shop("explain", "F-101", *IMPORTED).out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Policy «gentle»: by segment «Strategic». Signed by Claire Martin" in said


def test_what_is_wrong_is_refused_with_its_line(shop: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "segments.yaml"
    file.write_text(TEXT.replace("gentle", "gentel"), encoding="utf-8")

    wrong, gone = (shop("segments", "set", str(x), *IMPORTED) for x in (file, tmp_path / "none.yaml"))

    assert (wrong.code, "gentel" in wrong.err) == (1, True)
    assert (gone.code, "cannot be read" in gone.err) == (1, True)
