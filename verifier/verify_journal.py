#!/usr/bin/env python3
"""Check an exported journal of 小巷管家 by hand: one file, nothing but Python 3.8 or later, no network, no database.

    python3 verify_journal.py EXPORT.jsonl
    python3 verify_journal.py EXPORT.jsonl --height 18204 --head "8f1c 2a90 77be ..."   (as printed on the wall)

It recomputes the chain from the first line on and names the first line that does not fit:

    head 0       = 32 zero bytes
    head n       = sha256(head n-1, then n as 8 bytes big-endian, then sha256(line n))
    content of n = sha256(salt, then the content), which line n carries, so a content can be erased but not replaced

What this proves alone: nobody changed, removed, exchanged or inserted a line and left the rest as it was. What it
cannot prove alone: that the end was not cut off, or the whole rewritten. For that you need a head that somebody else
kept, from the printed sheet: give it with --height and --head.

Ends with 0 when all fits, 1 when something does not, 2 when the file cannot be read.
"""

import argparse
import hashlib
import json
import sys


def link(head, height, line):
    """The head after a line."""
    digest = hashlib.sha256(line.encode("utf-8")).digest()
    return hashlib.sha256(head + height.to_bytes(8, "big") + digest).digest()


def rows(path):
    """Each row of the export."""
    with open(path, "rb") as file:
        for number, text in enumerate(file, 1):
            if text.strip():
                try:
                    yield json.loads(text.decode("utf-8"))
                except ValueError as error:
                    raise ValueError(f"row {number} of the file 文件第 {number} 行: {error}") from None


def wrong_with(row, expected, head, chain):
    """What is wrong with one entry; "" when it fits."""
    if row["height"] != expected:
        return f"expected entry {expected} here, found {row['height']}: entries were removed, inserted or exchanged"
    line = row["line"]
    if link(head, expected, line).hex() != row["head"]:
        return "its line, or one before it, was changed"
    told = json.loads(line)
    if chain and told["chain"] != chain:
        return "it belongs to another chain"
    if "content" in row:
        salted = bytes.fromhex(row["salt"]) + row["content"].encode("utf-8")
        if hashlib.sha256(salted).hexdigest() != told["content"]:
            return "its content was replaced"
    return ""


def check(path, printed_height=None, printed_head=None):
    """Recompute the chain. Returns (entries, head, contents erased or left out, "" or what is wrong)."""
    head, height, absent, chain = bytes(32), 0, 0, None
    if printed_height == 0 and printed_head != head.hex():
        return 0, head, 0, "the printed head of an empty journal is 64 zeros"
    for row in rows(path):
        wrong = wrong_with(row, height + 1, head, chain)
        if wrong:
            return height, head, absent, f"entry {height + 1}: {wrong}"
        height, head = height + 1, bytes.fromhex(row["head"])
        chain = chain or json.loads(row["line"])["chain"]
        absent += "content" not in row
        if height == printed_height and head.hex() != printed_head:
            return height, head, absent, f"entry {height}: the printed head is another one: the journal was rewritten"
    if printed_height is not None and height < printed_height:
        return (
            height,
            head,
            absent,
            f"the printed head counts {printed_height} entries, here are {height}: the end was cut",
        )
    return height, head, absent, ""


def main(arguments):
    parser = argparse.ArgumentParser(description="Check an exported journal 核对导出的记事链")
    parser.add_argument("export", help="the exported file 导出的文件 (.jsonl)")
    parser.add_argument("--height", type=int, help="number of lines on the printed sheet 封条上的行数")
    parser.add_argument("--head", help="the digest on the printed sheet, spaces allowed 封条上的摘要，可以有空格")
    given = parser.parse_args(arguments)
    if (given.height is None) != (given.head is None):
        parser.error("--height and --head belong together 行数和摘要要一起给")
    printed = "".join(given.head.split()).lower() if given.head else None
    if printed is not None and (len(printed) != 64 or set(printed) - set("0123456789abcdef")):
        parser.error("the digest has 64 letters and digits, 0-9 and a-f 摘要是 64 个字母和数字")
    try:
        height, head, absent, wrong = check(given.export, given.height, printed)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"UNREADABLE 读不了: {error}")
        return 2
    if wrong:
        print(f"BAD 对不上: {wrong}")
        return 1
    print(f"OK 对得上: {height} entries 行, {absent} without content 行没有内容")
    print(f"head 摘要: {head.hex()}")
    if printed is None:
        print("Compare it with a printed head, or the end may have been cut 和墙上的封条比一比")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
