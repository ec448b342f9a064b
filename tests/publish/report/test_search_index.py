"""The index for search: what a page says, and where it says it."""

import json

from analysis.publish.report import search_index

PAGE = """<body><header><p>The head of all pages</p></header><nav><a href="x">Elsewhere</a></nav>
<main><h1><span class="number">Chapter 2</span> Who lives here?</h1>
<nav class="contents"><a href="#by-place">By place</a></nav>
<p>What the <em>census</em> says.</p>
<h2 id="by-place">By place</h2><p>In words.</p><ul><li>See <a href="y">another place</a></li></ul>
<div class="finding"><p>Half live in &lt;b&gt; Northam.
<span class="sure">High confidence.</span> <a href="w">More</a></p></div>
<figure class="figure" id="figure-02-01"><div class="title"><p><span class="label">Figure 2.1</span>
<strong>Northam is largest</strong></p></div><div class="subtitle"><p>Residents by place</p></div>
<img alt="Bar chart of residents. Northam is largest."><div class="source"><p>Source: ONS</p></div>
<div class="links"><p><a href="z">Download</a></p></div><details><summary>As a table</summary>
<table><tr><th>Place</th><th>Code</th><th>People</th></tr>
<tr><td>Northam</td><td>E01000001</td><td class="number">1,234</td></tr>
<tr><td>Wick</td><td>E01000002</td><td class="number">[c]</td></tr></table></details></figure>
<h2 id="a">Nothing beneath</h2><h2 id="b">With a part</h2><h3 id="c">The part</h3><p>Words.</p>
<h2 id="d">The end</h2>
<details class="working"><pre>x = 1</pre></details></main>
<template><p>not seen</p></template></body>"""
ENTRIES = [
    [0, "heading", "", "Who lives here?", "What the census says."],
    [0, "heading", "by-place", "By place", "In words. See"],
    [0, "finding", "by-place", "Half live in <b> Northam.", ""],
    [
        0,
        "figure",
        "figure-02-01",
        "Figure 2.1 Northam is largest",
        "Bar chart of residents. Northam is largest. In its table: Place, Code, People, Northam, Wick.",
    ],
    [0, "heading", "b", "With a part", ""],
    [0, "heading", "c", "The part", "Words."],
]


def held(text):
    return json.loads(text.removeprefix(search_index.BEGINS).removesuffix(search_index.ENDS))


def test_an_index_holds_what_a_page_says_and_where_and_one_group_a_word():
    found = held(search_index.index([("02_people.html", "2 Who lives here?", PAGE)]))
    assert (found["pages"], found["entries"]) == ([["02_people.html", "2 Who lives here?"]], ENTRIES)
    words = [word for group in found["synonyms"] for word in group]
    assert len(set(words)) == len(words) and all(word == word.lower() for word in words)


def test_a_name_cannot_end_the_script():
    """A page reads the index as a script of its own: nothing in it is read as HTML."""
    page = PAGE.replace("Northam is largest", '";alert(1)//&lt;/script>\u2028')
    text = search_index.index([("a.html", "A", page)])
    assert held(text)["entries"][3][3] == 'Figure 2.1 ";alert(1)//</script>'
    assert text.count("\n") == 1
