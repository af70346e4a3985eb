"""The document of the proofs in lightweight markup and in typesetting languages; `$` names are its words."""

MARKUP_TEXTS = {
    "rst": """Vorwort.

$heading
=========

$text *$emphasis* **$strong** `$label <$link>`_. [1]_

* $first

  * $nested

* $last

$section
-----------------

============ ============
$column          Meter
============ ============
$town         $height
============ ============

.. code:: python

   $code

.. [1] $note
""",
    "org": """* $heading

$text /$emphasis/ *$strong* [[$link][$label]].[fn:1]

- $first
  - $nested
- $last

** $section

| $column | Meter |
|---------+-------|
| $town   | $height |

#+begin_src python
$code
#+end_src

[fn:1] $note
""",
    "tex": r"""\documentclass{article}
\usepackage{hyperref}
\begin{document}
\section{$heading}
$text \emph{$emphasis} \textbf{$strong} \href{$link}{$label}.\footnote{$note}
\begin{itemize}
\item $first
\begin{itemize}
\item $nested
\end{itemize}
\item $last
\end{itemize}
\subsection{$section}
\begin{tabular}{ll}
$column & Meter \\ \hline
$town & $height \\
\end{tabular}
\begin{verbatim}
$code
\end{verbatim}
\end{document}
""",
    "textile": """h1. $heading

$text _${emphasis}_ *$strong* "$label":$link .[1]

* $first
** $nested
* $last

h2. $section

|_. $column |_. Meter |
| $town | $height |

bc. $code

fn1. $note
""",
    "adoc": """= Titel

== $heading

$text _${emphasis}_ *$strong* $link[$label].footnote:[$note]

* $first
** $nested
* $last

=== $section

|===
|$column |Meter

|$town |$height
|===

[source,python]
----
$code
----
""",
    "man": """.TH TITEL 1
.SH $heading
$text \\fI$emphasis\\fR \\fB$strong\\fR
.IP \\(bu 2
$first
.IP \\(bu 2
$last
.SH $section
.nf
$code
.fi
""",
    "typ": """= $heading

$text _${emphasis}_ *$strong* #link("$link")[$label].#footnote[$note]

- $first
  - $nested
- $last

== $section

#table(columns: 2, table.header([$column], [Meter]), [$town], [$height])

```python
$code
```
""",
    "t2t": """Titel



= $heading =

$text //$emphasis// **$strong** [$label $link].

- $first
  - $nested
- $last


== $section ==

|| $column | Meter |
| $town | $height |

```
$code
```
""",
}
