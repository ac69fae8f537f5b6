/** The one style sheet: system fonts, light and dark, narrow screens, paper. */
export const STYLE = `:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #16191d);
  --panel: light-dark(#f5f6f8, #1f2429);
  --ink: light-dark(#1b2027, #e7eaee);
  --soft: light-dark(#535d69, #a7b0bb);
  --line: light-dark(#d9dee4, #38404a);
  --link: light-dark(#0a56a3, #86bcf7);
  --hub: light-dark(#dbe8f6, #24405c);
  --staging: light-dark(#ece7f6, #3b3357);
  --other: light-dark(#e3efe6, #26442f);
  --warn: light-dark(#8a4b00, #f0b35b);
  --bad: light-dark(#a3182c, #ff9aa5);
  font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  background: var(--paper);
  color: var(--ink);
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
body { margin: 0; overflow-wrap: break-word; }
a { color: var(--link); text-underline-offset: 0.15em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
code { overflow-wrap: anywhere; font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--paper); padding: 0.5rem; }
header.top, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1.25rem; }
header.top {
  display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; align-items: center;
  padding-top: 0.75rem; padding-bottom: 0.75rem; border-bottom: 1px solid var(--line);
}
header.top strong { margin-right: auto; }
header.top strong a { color: inherit; text-decoration: none; }
header.top nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
header.top nav a { color: var(--soft); text-decoration: none; padding: 0.25rem 0; }
header.top nav a:hover { text-decoration: underline; }
header.top nav a[aria-current] { color: var(--ink); border-bottom: 2px solid var(--ink); }
button, select, input {
  font: inherit; color: inherit; background: var(--paper);
  border: 1px solid light-dark(#868e98, #77808c); border-radius: 4px; padding: 0.3rem 0.6rem; max-width: 100%;
}
button { cursor: pointer; }
main { padding-top: 1.5rem; padding-bottom: 3rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0.25rem 0 0.5rem; letter-spacing: -0.01em; }
h2 {
  font-size: 1.3rem; line-height: 1.3; margin: 2.75rem 0 0.75rem; padding-top: 0.75rem;
  border-top: 1px solid var(--line);
}
h3 { font-size: 1.05rem; margin: 1.5rem 0 0.5rem; }
p, ul, ol { margin: 0.5rem 0; max-width: 46rem; }
ul, ol { padding-left: 1.25rem; }
.lead { font-size: 1.1rem; color: var(--soft); }
.soft, small, figcaption { color: var(--soft); font-size: 0.9rem; }
.crumbs { color: var(--soft); font-size: 0.9rem; margin: 0; }
.contents { columns: 16rem; padding: 0; list-style: none; max-width: none; }
dl.facts {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: 0.9rem 1.5rem;
  margin: 1.25rem 0;
}
dl.facts dt { color: var(--soft); font-size: 0.9rem; }
dl.facts dd { margin: 0; }
dl.totals dd { font-size: 1.5rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
dl.facts dd small { display: block; font-size: 0.9rem; }
.wide { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); font-size: 0.9rem; padding-bottom: 0.4rem; }
th, td {
  text-align: left; vertical-align: top; padding: 0.45rem 1.25rem 0.45rem 0; border-bottom: 1px solid var(--line);
}
thead th { font-weight: 600; font-size: 0.9rem; color: var(--soft); border-bottom-color: var(--soft); }
tbody th { font-weight: 600; }
td.n, th.n { text-align: right; padding-right: 1.5rem; white-space: nowrap; }
td small, th small { display: block; font-weight: 400; }
.wide td small { white-space: nowrap; }
.wide td.n small { white-space: normal; }
.wide td code { display: inline-block; width: max-content; max-width: max(14rem, 24vw); }
.wide th, .wide td { min-width: 4rem; }
table.hubs small { overflow-wrap: anywhere; }
.room { min-width: min(22rem, 40vw); font-size: 0.9rem; }
.room p { margin: 0 0 0.4rem; }
tfoot td, tfoot th { border-bottom: 0; font-weight: 600; }
.find {
  display: none; gap: 0.75rem; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); margin: 1rem 0;
  align-items: end;
}
.js .find { display: grid; }
.find label { display: block; font-size: 0.9rem; color: var(--soft); }
.find select, .find input { display: block; width: 100%; color: var(--ink); font-size: 1rem; }
.find .text { grid-column: span 2; }
[hidden] { display: none !important; }
figure { margin: 1rem 0; }
figure .wide { border: 1px solid var(--line); border-radius: 6px; background: var(--panel); padding: 0.75rem; }
#map ~ figure { content-visibility: auto; contain-intrinsic-size: auto 40rem; }
svg { display: block; font: 13px system-ui, sans-serif; }
svg text { fill: var(--ink); }
svg .label { font-weight: 600; }
svg .soft { fill: var(--soft); font-size: 11.5px; }
svg a { text-decoration: none; }
svg .box { fill: var(--paper); stroke: var(--line); }
svg .pool { fill: var(--panel); stroke: var(--line); }
/* smaller where that is enough, else moved within its box */
.wide > svg { max-width: max(100%, 56rem); height: auto; }
.narrow > svg { max-width: none; }
.narrow > svg.fits { max-width: 100%; margin: 0 auto; }
.narrow { display: none; }
svg .edge { fill: none; stroke: var(--soft); stroke-width: 1.25; }
svg .tip { fill: var(--soft); }
svg .hub { fill: var(--hub); stroke: var(--paper); }
svg .staging { fill: var(--staging); stroke: var(--paper); }
svg .special { fill: var(--other); stroke: var(--paper); }
svg a:hover rect, svg a:focus rect { stroke: var(--link); stroke-width: 2; }
svg a:focus { outline: none; }
.key {
  display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0; margin: 0.25rem 0; list-style: none;
  font-size: 0.9rem;
}
.key svg { display: inline-block; vertical-align: -2px; margin-right: 0.35rem; }
.seen {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr)); gap: 1.25rem;
  align-items: start;
}
.screen { border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--paper); }
.screen > .bar {
  background: var(--panel); border-bottom: 1px solid var(--line); padding: 0.4rem 0.9rem;
  font-size: 0.85rem; color: var(--soft);
}
.screen > .body { padding: 1.25rem; }
.screen h3 { margin: 0 0 0.5rem; font-size: 1.2rem; }
.screen.sign-in { text-align: center; }
.screen.sign-in h4 { margin: 0.5rem 0; font-size: 1rem; }
.screen.sign-in form { display: inline-block; text-align: left; }
.screen .notice { background: light-dark(#fff3d6, #42340f); padding: 0.5rem 0.9rem; text-align: center; }
.screen .logo {
  display: inline-block; border: 1px dashed var(--soft); color: var(--soft); padding: 0.75rem 1.25rem;
  font-size: 0.85rem;
}
.orange {
  display: inline-block; background: #b3500b; color: #ffffff; border: 1px solid #b3500b; border-radius: 4px;
  padding: 0.5rem 1rem; font: inherit;
}
.screen .field { display: block; margin: 0.6rem 0; }
.screen .field input { display: block; width: 100%; }
.card {
  display: flex; align-items: flex-start; gap: 0.9rem; border-bottom: 1px solid var(--line); padding: 0.75rem 0;
}
.card > div { min-width: 0; flex: 1; }
.card h4 { margin: 0; font-size: 1rem; }
.card h4 label { display: block; }
.card input[type="radio"] { margin: 0.35rem 0 0; }
.card p, .card .for { margin: 0.25rem 0; font-size: 0.95rem; }
.card .option {
  display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: 0.5rem; align-items: center; margin: 0.5rem 0;
}
.card .option select, .card .option input { width: 100%; }
.note { border-left: 3px solid var(--line); padding: 0.1rem 0 0.1rem 0.9rem; margin: 0.75rem 0; }
.note.warning { border-color: var(--warn); }
.note.error { border-color: var(--bad); }
.note strong { font-weight: 600; }
.harm { font-weight: 600; }
.harm.bad { color: var(--bad); }
.harm.warn { color: var(--warn); }
.months { display: flex; flex-wrap: wrap; gap: 1.5rem; }
.months table { width: auto; }
.months td, .months th { text-align: center; padding: 0.25rem 0.5rem; border: 0; min-width: 2.2rem; }
.months td.on { background: var(--hub); font-weight: 600; }
footer {
  border-top: 1px solid var(--line); padding-top: 1rem; padding-bottom: 2rem; color: var(--soft); font-size: 0.9rem;
}
table.rows th[scope=row]:has(a) { overflow-wrap: anywhere; min-width: 11rem; }
table.rows td details { min-width: 12rem; }
table.hubs { table-layout: fixed; }
table.hubs th:first-child { width: 23%; }
.warned { color: var(--warn); font-weight: 600; }
.id { overflow-wrap: anywhere; }
.why { font-style: italic; }
table.hubs th, table.hubs td { padding-right: 1rem; }
@media (max-width: 56rem) {
  table.hubs th:first-child { width: auto; }
  table.hubs, table.hubs tbody, table.hubs tr, table.hubs th { display: block; border: 0; }
  table.hubs thead { position: absolute; left: -100vw; }
  table.hubs tr { border-bottom: 1px solid var(--line); padding: 0.6rem 0; }
  table.hubs th, table.hubs td { padding: 0; border: 0; }
  table.hubs td { display: inline; font-size: 0.9rem; color: var(--soft); }
  table.hubs td:not(:last-child)::after { content: " · "; }
  table.hubs td:nth-child(6)::before { content: "problems: "; }
}
@media (max-width: 44rem) {
  .narrow { display: block; }
  .room { min-width: 0; }
  .wide td small { white-space: normal; }
  .broad { display: none; }
  dl.narrow dt { font-weight: 600; margin-top: 0.6rem; }
  dl.narrow dd { margin: 0; }
  h1 { font-size: 1.5rem; }
  .find .text { grid-column: 1 / -1; }
  .card .option { grid-template-columns: 1fr; gap: 0.2rem; }
  .card { gap: 0.5rem; }
  .screen > .body { padding: 0.9rem; }
  .card .option select { font-size: 0.9rem; }
  /* a long choice takes a second line, where browsers can */
  @supports (appearance: base-select) {
    .card .option select { appearance: base-select; white-space: normal; min-height: 2.2rem; }
  }
  table.rows, table.rows caption, table.rows tbody, table.rows tfoot, table.rows tr, table.rows th { display: block; }
  table.rows thead { position: absolute; left: -100vw; }
  table.rows tr { border-bottom: 1px solid var(--line); padding: 0.5rem 0; }
  table.rows th, table.rows td { border: 0; padding: 0.1rem 0; text-align: left; white-space: normal; }
  table.rows td { display: flow-root; padding-left: 9.25rem; }
  table.rows td:empty { display: none; }
  table.rows td::before {
    content: attr(data-name); color: var(--soft); font-size: 0.9rem; float: left; width: 8.5rem; margin-left: -9.25rem;
  }
  table.rows td code { width: auto; max-width: none; }
}
@media print {
  :root, :root[data-theme] { color-scheme: light; font-size: 85%; }
  header.top nav, header.top button, .find, .skip { display: none !important; }
  main, header.top, footer { max-width: none; padding-left: 0; padding-right: 0; }
  a { color: inherit; }
  h2 { break-after: avoid; }
  tr, figure, .screen, .note { break-inside: avoid; }
  .wide { overflow: visible; }
  th, td, td.n, th.n { padding-right: 0.5rem; }
  .wide td small { white-space: normal; }
  svg, .wide > svg { max-width: 100%; height: auto; }
  .room { min-width: 11rem; }
}
`
