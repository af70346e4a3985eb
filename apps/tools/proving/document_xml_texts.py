"""The document of the proofs in XML and HTML; `$` names are its words."""

XML_TEXTS = {
    "docbook": """<?xml version="1.0" encoding="utf-8"?>
<article xmlns="http://docbook.org/ns/docbook" xmlns:xlink="http://www.w3.org/1999/xlink" version="5.0">
<info><title>Titel</title></info>
<section><title>$heading</title>
<para>$text <emphasis>$emphasis</emphasis> <emphasis role="strong">$strong</emphasis>
<link xlink:href="$link">$label</link>.<footnote><para>$note</para></footnote></para>
<itemizedlist><listitem><para>$first</para><itemizedlist><listitem><para>$nested</para></listitem>
</itemizedlist></listitem><listitem><para>$last</para></listitem></itemizedlist>
<section><title>$section</title>
<informaltable><tgroup cols="2"><thead><row><entry>$column</entry><entry>Meter</entry></row></thead>
<tbody><row><entry>$town</entry><entry>$height</entry></row></tbody></tgroup></informaltable>
<programlisting language="python">$code</programlisting></section></section></article>
""",
    "jats": """<?xml version="1.0" encoding="utf-8"?>
<article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article">
<front><article-meta><title-group><article-title>Titel</article-title></title-group></article-meta></front>
<body><sec><title>$heading</title>
<p>$text <italic>$emphasis</italic> <bold>$strong</bold>
<ext-link ext-link-type="uri" xlink:href="$link">$label</ext-link>.<fn id="n1"><p>$note</p></fn></p>
<list list-type="bullet"><list-item><p>$first</p><list list-type="bullet"><list-item><p>$nested</p>
</list-item></list></list-item><list-item><p>$last</p></list-item></list>
<sec><title>$section</title>
<table-wrap><table><thead><tr><th>$column</th><th>Meter</th></tr></thead>
<tbody><tr><td>$town</td><td>$height</td></tr></tbody></table></table-wrap>
<preformat>$code</preformat></sec></sec></body></article>
""",
    "opml": """<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0"><head><title>Titel</title></head><body>
<outline text="$heading" _note="$text *$emphasis* **$strong** [$label]($link)">
<outline text="$section" _note="$town $height"/></outline></body></opml>
""",
    "fb2": """<?xml version="1.0" encoding="utf-8"?>
<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" xmlns:l="http://www.w3.org/1999/xlink">
<description><title-info><genre>science</genre><book-title>Titel</book-title><lang>de</lang></title-info>
</description>
<body><section><title><p>$heading</p></title>
<p>$text <emphasis>$emphasis</emphasis> <strong>$strong</strong> <a l:href="$link">$label</a>.</p>
<p><image l:href="#picture.png"/></p>
<section><title><p>$section</p></title><table><tr><th>$column</th><th>Meter</th></tr>
<tr><td>$town</td><td>$height</td></tr></table><p>$first, $nested, $last</p>
<p><code>$code</code></p></section>
</section></body><binary id="picture.png" content-type="image/png">$picture</binary></FictionBook>
""",
    "html": """<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>Titel</title></head><body>
<h1>$heading</h1>
<p>$text <em>$emphasis</em> <strong>$strong</strong> <a href="$link">$label</a>.</p>
<ul><li>$first<ul><li>$nested</li></ul></li><li>$last</li></ul>
<p><img src="data:image/png;base64,$picture" alt="Bild"></p>
<h2>$section</h2>
<table><thead><tr><th>$column</th><th>Meter</th></tr></thead>
<tbody><tr><td>$town</td><td>$height</td></tr></tbody></table>
<pre><code>$code</code></pre></body></html>
""",
}
