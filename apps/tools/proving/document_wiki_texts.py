"""The document of the proofs in the languages of wikis; `$` names are its words."""

WIKI_TEXTS = {
    "mediawiki": """= $heading =

$text ''$emphasis'' '''$strong''' [$link $label].<ref>$note</ref>

* $first
** $nested
* $last

== $section ==

{|
! $column
! Meter
|-
| $town
| $height
|}

<syntaxhighlight lang="python">$code</syntaxhighlight>
""",
    "dokuwiki": """====== $heading ======

$text //$emphasis// **$strong** [[$link|$label]].(($note))

  * $first
    * $nested
  * $last

===== $section =====

^ $column ^ Meter ^
| $town | $height |

<code python>
$code
</code>
""",
    "jira": """h1. $heading

$text _${emphasis}_ *$strong* [$label|$link].

* $first
** $nested
* $last

h2. $section

||$column||Meter||
|$town|$height|

{code:python}
$code
{code}
""",
    "muse": """* $heading

$text *$emphasis* **$strong** [[$link][$label]].[1]

 - $first

   - $nested

 - $last

** $section

 $column || Meter
 $town | $height

<example>
$code
</example>

[1] $note
""",
    "creole": """= $heading

$text //$emphasis// **$strong** [[$link|$label]].

* $first
** $nested
* $last

== $section

|= $column |= Meter |
| $town | $height |

{{{
$code
}}}
""",
}
