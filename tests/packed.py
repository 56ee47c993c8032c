"""What `unpack.js` does, for tests that read a page's data without a browser."""


def as_rows(held):
    """Undo `packing.pack`."""
    if isinstance(held, list):
        return [as_rows(one) for one in held]
    if not isinstance(held, dict):
        return held
    if "§a" in held:
        return [held["§a"]] * held["§l"]
    if "§d" in held:
        return [held["§d"][at] for at in held["§i"]]
    if "§b" in held:
        return [f"{before}{row}" for before, row in zip(as_rows(held["§b"]), held["§e"], strict=True)]
    if "§k" in held:
        return [
            dict(zip(held["§k"], row, strict=True)) for row in zip(*map(as_rows, held["§c"]), strict=True)
        ]
    if "§t" in held:
        return [list(row) for row in zip(*map(as_rows, held["§t"]), strict=True)]
    if "§n" in held:
        rest = iter(as_rows(held["§v"]))
        return [[next(rest) for _ in range(many)] for many in as_rows(held["§n"])]
    pairs = held["§o"] if "§o" in held else held.items()
    return {key: as_rows(value) for key, value in pairs}
