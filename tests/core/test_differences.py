"""What differs between two texts."""

from connector.core.differences import DiffLine, differences

OLD = "\n".join(f"line {n}" for n in range(20)) + "\n"


def shown(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, list[str]]]:
    return [(x.part, [f"{line.sign}{line.text}" for line in x.lines]) for x in differences(before, after)]


def test_equal_texts_do_not_differ() -> None:
    assert differences({"a": OLD}, {"a": OLD}) == ()


def test_a_changed_line_stands_between_its_neighbours() -> None:
    ((part, lines),) = shown({"a": OLD}, {"a": OLD.replace("line 10\n", "another\n")})

    assert part == "a"
    assert lines == [
        "…", "line 7", "line 8", "line 9", "-line 10", "+another", "line 11", "line 12", "line 13", "…",
    ]  # fmt: skip


def test_at_either_end_nothing_is_left_out() -> None:
    assert shown({"a": "x\n"}, {"a": "y\n"}) == [("a", ["-x", "+y"])]
    ((_, lines),) = shown({"a": OLD}, {"a": OLD + "more\n"})
    assert lines[0] == "…" and lines[-1] == "+more"
    ((_, lines),) = shown({"a": OLD}, {"a": f"more\n{OLD}"})
    assert lines[0] == "+more" and lines[-1] == "…"


def test_a_part_that_came_or_went_is_shown_whole() -> None:
    assert shown({"a": "x\n"}, {"b": "y\n"}) == [("a", ["-x"]), ("b", ["+y"])]
    assert DiffLine("+", "y") in differences({}, {"b": "y\n"})[0].lines
