"""Writes docs/curl.md: a line of cURL for each operation of the API, made of clients/examples.json.

python -m deploy.curl_page
"""

from __future__ import annotations

import re

from deploy.examples import MOMENTS, ROOT, TOKENS, Example, examples, tags

PAGE = ROOT / "docs" / "curl.md"

_HEAD = """# cURL for every operation

Written by `python -m deploy.curl_page` from `clients/examples.json`, and run by the tests: as they stand, in the order of
their numbers, on an empty server. They need bash and the folder of this repository; `demo/` holds the files. Each line
says what the answer is, and which variables to set from it for those that come later.

```bash
BASE=http://127.0.0.1:5000
{moments}
```

While nobody has registered, a server on this machine asks for no token; after the first registration every line sends one.

{contents}
"""


def command(example: Example) -> str:
    """The line of cURL; its variables are those of the shell."""
    parts = ["curl"]
    if example.file:
        parts.append(f"-o {example.file}")
    if example.who in TOKENS:
        parts.append(f'-H "Authorization: Bearer ${TOKENS[example.who]}"')
    parts += [f"-H '{name}: {value}'" for name, value in example.headers.items()]
    if example.body is not None:
        parts.append("-H 'Content-Type: application/json'")
    has_body = example.body is not None or example.form
    if example.verb != ("POST" if has_body else "GET"):
        parts.append(f"-X {example.verb}")
    parts += [f'-F "{name}={value}"' for name, value in example.form.items()]
    if example.body is not None:
        # Between single quotes a variable is a word to the shell: it stands outside of them.
        parts.append("-d '" + example.sent(lambda name: f"'\"${name}\"'") + "'")
    address = example.address(lambda name: f"${name}")
    return " ".join([*parts, f'"$BASE{address}"'])


def page() -> str:
    """The whole page."""
    numbered = list(enumerate(examples(), 1))
    groups = {tag: [one for one in numbered if one[1].tag == tag] for tag in tags()}
    contents = "\n".join(
        f"- [{tag[0].upper()}{tag[1:]}](#{_anchor(tag)}): {len(found)}" for tag, found in groups.items()
    )
    moments = "\n".join(f"{name}=$(date -u -d '+{days} days' +%Y-%m-%dT%H:%M:00Z)" for name, days in MOMENTS.items())
    parts = [_HEAD.format(moments=moments, contents=contents)]
    for tag, found in groups.items():
        parts.append(f"## {tag[0].upper()}{tag[1:]}\n")
        parts += [_section(number, example) for number, example in found]
    return "\n".join(parts)


def main() -> None:
    """Writes the page."""
    PAGE.write_text(page(), encoding="utf-8")


def _section(number: int, example: Example) -> str:
    kept = [f"`{name}` is its `{place}`" for name, place in example.keep.items()]
    answer = "; ".join([f"The answer is {example.status}", *kept]) + "."
    said = " ".join(part for part in (example.summary, example.says) if part)
    return f"### {number}. `{example.do}`\n\n{said}\n\n```bash\n{command(example)}\n```\n\n{answer}\n"


def _anchor(tag: str) -> str:
    return re.sub(r"[^\w-]", "", tag.lower().replace(" ", "-"))


if __name__ == "__main__":
    main()
