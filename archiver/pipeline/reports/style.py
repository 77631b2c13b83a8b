"""The look of the reports' pages: one style sheet, inside the page, for screens light and dark and for paper."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --ink: #1d2429; --soft: #59656d; --line: #d6dde1; --page: #ffffff; --box: #f4f7f8;
  --good: #2d7a3e; --warn: #9a6200; --bad: #b3261e; --link: #1f5f8b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ec; --soft: #9fabb3; --line: #38434a; --page: #14191c;
  --box: #1d2428; --good: #6cc07c; --warn: #e0a63c; --bad: #f08a80; --link: #7fb8de; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1.25rem 4rem; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
header { border-bottom: 1px solid var(--line); padding-bottom: 1rem; margin-bottom: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .35rem; line-height: 1.25; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .6rem; }
h3 { font-size: 1rem; margin: 0; display: flex; gap: .6rem; align-items: baseline; flex-wrap: wrap; }
p { margin: .35rem 0; } a { color: var(--link); }
.headline { font-size: 1.02rem; } .soft, figcaption, .none { color: var(--soft); } .small { font-size: .875rem; }
.badge { display: inline-block; border-radius: .3rem; padding: .05rem .55rem; font-size: .82rem; font-weight: 600;
  border: 1px solid currentColor; white-space: nowrap; }
.complete, .yes { color: var(--good); } .partial { color: var(--warn); } .failed, .no { color: var(--bad); }
.stopped { color: var(--soft); }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { text-align: left; padding: .4rem .7rem .4rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 600; font-size: .82rem; } td.n, th.n { text-align: right; padding-right: 1.1rem;
  font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
.todo { border: 1px solid var(--line); border-left: .3rem solid var(--warn); background: var(--box); border-radius: .35rem;
  padding: .15rem 1rem; } .todo.none-due { border-left-color: var(--good); padding: .6rem 1rem; }
.todo td { border-bottom-color: var(--line); } .todo tr:last-child td { border-bottom: 0; }
.channel { border: 1px solid var(--line); border-radius: .35rem; padding: .8rem 1rem; margin: .8rem 0; }
.figures { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin: .5rem 0 0; padding: 0; list-style: none; }
.figures b { font-variant-numeric: tabular-nums; } .figures .zero { color: var(--soft); }
figure { margin: 1rem 0 1.6rem; } figcaption { font-size: .875rem; font-weight: 600; }
svg { width: 100%; height: auto; display: block; } svg text { font-size: 11px; fill: var(--soft); }
.grid { stroke: var(--line); stroke-width: 1; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1rem; padding: 0; margin: .3rem 0; font-size: .82rem; }
.legend i { display: inline-block; width: .7rem; height: .7rem; border-radius: .15rem; margin-right: .4rem; }
@media (max-width: 40rem) { .todo thead { display: none; } .todo td { display: block; border: 0; padding: .1rem 0; }
  .todo tr { display: block; border-bottom: 1px solid var(--line); padding: .5rem 0; } .todo tr:last-child { border: 0; } }
@media print { body { max-width: none; padding: 0; } .channel, figure { break-inside: avoid; } }
"""

HEAD = (
    '<meta charset="utf-8">'
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    '<meta name="referrer" content="no-referrer">'
)
"""What every page begins with: no script, no request."""
