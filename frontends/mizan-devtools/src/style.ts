/** How the panel looks: calm and dense, light or dark as the system is. */

export const STYLE = `
:host {
  all: initial;
  color-scheme: light dark;
  --sheet: light-dark(#ffffff, #17191e);
  --well: light-dark(#f6f6f8, #1d2026);
  --raised: light-dark(#ebecf0, #272b33);
  --line: light-dark(#e2e3e8, #2b2f38);
  --ink: light-dark(#1d2028, #e4e6eb);
  --soft: light-dark(#5d6270, #9ba1ae);
  --accent: light-dark(#98401f, #eda284);
  --chosen: light-dark(#f7ebe5, #33261f);
  --good: light-dark(#2e7d46, #6fc48c);
  --bad: light-dark(#b0263a, #ff8f99);
  --warm: light-dark(#8f5a06, #e3b261);
  --call: light-dark(#6a3fb5, #bfa2f7);
  --request: light-dark(#1f5fae, #83b6f2);
  --target: light-dark(#0d6e66, #63c7ba);
  --shadow: light-dark(rgb(20 24 40 / 14%), rgb(0 0 0 / 55%));
  --mono: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
*, ::before, ::after { box-sizing: border-box; }
.host {
  font: 12px / 1.45 system-ui, sans-serif;
  color: var(--ink);
  position: fixed;
  z-index: 2147483000;
}
.host:has(.opener) { margin: 14px; }
.host.bottom { bottom: 0; }
.host.top { top: 0; }
.host.right:has(.opener) { right: 0; }
.host.left:has(.opener) { left: 0; }
.host:has(.panel) { left: 0; right: 0; }
button, input { font: inherit; color: inherit; margin: 0; }
button { cursor: pointer; border: 0; background: none; padding: 0; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; border-radius: 4px; }
h2, h3, p, dl, dd, ol { margin: 0; padding: 0; }
ol { list-style: none; }
.mark { width: 15px; height: 15px; fill: none; stroke: currentcolor; stroke-width: 1.3; stroke-linecap: round; stroke-linejoin: round; }

.opener {
  display: grid;
  place-items: center;
  width: 38px;
  height: 38px;
  border-radius: 50%;
  color: var(--accent);
  background: var(--sheet);
  border: 1px solid var(--line);
  box-shadow: 0 3px 12px var(--shadow);
}
.opener:hover { background: var(--chosen); }
.opener:focus-visible { outline-offset: 2px; border-radius: 50%; }
.opener .mark { width: 19px; height: 19px; }

.panel {
  position: relative;
  display: flex;
  flex-direction: column;
  min-height: 140px;
  max-height: calc(100vh - 60px);
  container: panel / inline-size;
  background: var(--sheet);
  border: solid var(--line);
  border-width: 1px 0 0;
  box-shadow: 0 -6px 28px var(--shadow);
}
.top .panel { border-width: 0 0 1px; box-shadow: 0 6px 28px var(--shadow); }
.grip { position: absolute; inset: -3px 0 auto; height: 6px; cursor: ns-resize; touch-action: none; z-index: 1; }
.top .grip { inset: auto 0 -3px; }
.grip:hover { background: var(--accent); opacity: 0.5; }

header {
  display: flex;
  flex: none;
  align-items: center;
  gap: 4px;
  height: 36px;
  padding: 0 8px 0 12px;
  background: var(--well);
  border-bottom: 1px solid var(--line);
}
.brand { display: flex; align-items: center; gap: 6px; font-weight: 650; letter-spacing: 0.01em; margin-right: 10px; }
.brand .mark { color: var(--accent); }
.tabs { display: flex; height: 100%; }
.tabs button { display: flex; align-items: center; gap: 6px; padding: 1px 10px 0; color: var(--soft); border-bottom: 2px solid transparent; }
.tabs button:hover { color: var(--ink); }
.tabs [aria-selected=true] { color: var(--ink); border-color: var(--accent); font-weight: 550; }
.count { min-width: 18px; padding: 0 5px; text-align: center; border-radius: 9px; font-size: 10.5px; font-weight: 400; line-height: 16px; color: var(--soft); background: var(--raised); font-variant-numeric: tabular-nums; }
.space { flex: 1; }
.act { padding: 2px 8px; border: 1px solid var(--line); border-radius: 5px; background: var(--sheet); white-space: nowrap; }
.act:hover { background: var(--raised); }
.act[aria-pressed=true] { color: var(--accent); border-color: currentcolor; }
.close { width: 24px; padding: 0; border-color: transparent; background: none; font-size: 17px; line-height: 22px; color: var(--soft); }
.filter { width: 150px; height: 24px; padding: 0 8px; border: 1px solid var(--line); border-radius: 5px; background: var(--sheet); }
.filter::placeholder { color: var(--soft); opacity: 1; }

.halves { display: grid; grid-template-columns: minmax(0, 1.35fr) minmax(0, 1fr); flex: 1; min-height: 0; }
.half { display: flex; flex-direction: column; min-width: 0; min-height: 0; }
.closeup { border-left: 1px solid var(--line); }
.detail { flex: 1 1 auto; overflow: auto; padding: 10px 14px 12px; min-height: 90px; }
.with-data .detail { flex: 0 1 auto; }
.hint, .empty { color: var(--soft); }
.empty { padding: 14px; }
code { font-family: var(--mono); font-size: 11.5px; }

.list { flex: 1 1000 0; min-height: 74px; overflow: auto; overscroll-behavior: contain; position: relative; }
.list:focus-visible { border-radius: 0; }
.rows { position: relative; min-width: 100%; }
.row { position: absolute; left: 0; right: 0; height: 22px; line-height: 22px; white-space: nowrap; cursor: default; }
.row:hover { background: var(--well); }
.row[aria-selected=true] { background: var(--chosen); box-shadow: inset 2px 0 var(--accent); }
.shelf, .step, .standing { display: grid; gap: 10px; padding: 0 12px; }
.row > *, .title > * { overflow: hidden; text-overflow: ellipsis; }
.shelf { grid-template-columns: minmax(0, 1fr) 64px 48px 38px; }
.step { grid-template-columns: 82px 50px minmax(0, 1fr) minmax(0, 1.3fr) 104px; }
.standing { grid-template-columns: 82px minmax(0, 1fr); }
.columns { flex: none; height: 23px; line-height: 23px; font-size: 10.5px; letter-spacing: 0.02em; color: var(--soft); border-bottom: 1px solid var(--line); }
.shelf.columns > :nth-child(n + 3), .step.columns > :last-child { text-align: right; }

.title { display: flex; align-items: center; gap: 6px; min-width: 0; }
.twist { flex: none; width: 11px; text-align: center; font-size: 9px; color: var(--soft); }
.title .name { font-family: var(--mono); font-size: 11.5px; }
.instance .name { font-weight: 600; }
.entry .title { padding-left: 14px; }
.params { color: var(--soft); font-weight: 400; }
.idle .name { color: var(--soft); }
.state { color: var(--soft); }
.number { text-align: right; font-variant-numeric: tabular-nums; color: var(--soft); }
.badge { flex: none; padding: 0 6px; border-radius: 8px; font-size: 10px; line-height: 15px; color: var(--call); background: color-mix(in srgb, var(--call) 14%, transparent); }
.dot { display: inline-block; flex: none; width: 7px; height: 7px; border-radius: 50%; background: var(--soft); }
.dot.ready { background: var(--good); }
.dot.error { background: var(--bad); }
.dot.pending { background: none; box-shadow: inset 0 0 0 1.5px var(--soft); }
.dot.fetching { background: var(--request); box-shadow: none; animation: breathe 0.8s ease-in-out infinite alternate; }
@keyframes breathe { to { opacity: 0.3; } }

.time { font-family: var(--mono); font-size: 11px; color: var(--soft); }
.kind { font-size: 11px; font-weight: 550; color: var(--soft); }
.kind.call { color: var(--call); }
.kind.request { color: var(--request); }
.kind.invalidate, .kind.refetch { color: var(--target); }
.kind.reset { color: var(--warm); }
.what { font-family: var(--mono); font-size: 11.5px; }
.why { color: var(--soft); }
.row.mount .what, .row.aborted .what { color: var(--soft); }
.problem .why { color: var(--bad); }
.took { display: grid; grid-template-columns: 1fr 50px; align-items: center; gap: 6px; }
.track { height: 4px; border-radius: 2px; overflow: hidden; display: flex; justify-content: end; }
.bar { height: 4px; border-radius: 2px; background: var(--request); opacity: 0.75; }
.call .bar { background: var(--call); }
.aborted .bar { background: var(--soft); }
.problem .bar { background: var(--bad); }
.bar.running { grid-column: 1 / -1; background: linear-gradient(90deg, transparent, currentcolor, transparent) 0 / 40% 100% no-repeat; color: var(--request); animation: pass 1.1s linear infinite; }
@keyframes pass { from { background-position: -60% 0; } to { background-position: 160% 0; } }

h2 { font: 600 13px / 1.5 var(--mono); overflow-wrap: anywhere; }
h2 .kind { font: 550 12px / 1.5 system-ui, sans-serif; margin-right: 2px; }
h3 { font-size: 11px; font-weight: 600; margin: 12px 0 5px; color: var(--soft); }
.of-data { flex: none; margin: 0; padding: 4px 14px; border: solid var(--line); border-width: 1px 0; background: var(--well); }
.actions { display: flex; flex-wrap: wrap; gap: 5px; margin: 7px 0 9px; }
h2 + dl { margin-top: 7px; }
dl { display: grid; grid-template-columns: repeat(2, max-content minmax(0, 1fr)); gap: 3px 12px; }
.chains { margin: 8px 0 9px; }
dt { color: var(--soft); }
dd { overflow-wrap: anywhere; }
.failure { margin-top: 9px; padding: 6px 9px; border-radius: 5px; color: var(--bad); background: color-mix(in srgb, var(--bad) 9%, transparent); }
.chain { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 5px; padding: 4px 0; }
.chain + .chain { border-top: 1px solid var(--line); }
.arrow { color: var(--soft); }
.link { max-width: 100%; padding: 1px 7px; border-radius: 5px; font-family: var(--mono); font-size: 11px; line-height: 17px; text-align: left; overflow-wrap: anywhere; background: var(--raised); }
button.link:hover { text-decoration: underline; text-underline-offset: 2px; }
.link.call { color: var(--call); background: color-mix(in srgb, var(--call) 12%, transparent); }
.link.request { color: var(--request); background: color-mix(in srgb, var(--request) 12%, transparent); }
.link.target, .link.invalidate, .link.refetch { color: var(--target); background: color-mix(in srgb, var(--target) 12%, transparent); }
.link.reset { color: var(--warm); background: color-mix(in srgb, var(--warm) 13%, transparent); }
.link.end { font-family: inherit; color: var(--soft); background: none; padding: 1px 2px; }

.line { display: flex; right: auto; min-width: 100%; padding: 0 14px 0 8px; font-family: var(--mono); font-size: 11.5px; white-space: pre; }
.line > * { overflow: visible; }
.indent { flex: none; }
.line .twist { width: 14px; }
.line .name { color: var(--soft); }
.value.string { color: var(--good); }
.value.number { color: var(--request); }
.value.boolean, .value.null { color: var(--call); }
.value.object { color: var(--soft); }
.value.special { color: var(--warm); }
.value.more { color: var(--accent); cursor: pointer; }
.changed { background: color-mix(in srgb, var(--call) 9%, transparent); }
.was { margin-left: 10px; color: var(--call); }
.note { position: absolute; right: 12px; bottom: 10px; padding: 4px 10px; border-radius: 6px; background: var(--ink); color: var(--sheet); box-shadow: 0 2px 10px var(--shadow); }
.note:empty { display: none; }

@container panel (width < 700px) {
  .halves { grid-template-columns: minmax(0, 1fr); grid-template-rows: minmax(0, 1fr) minmax(0, 1fr); }
  .closeup { border: solid var(--line); border-width: 1px 0 0; }
  .step { grid-template-columns: 50px minmax(0, 1fr) 60px; }
  .step > .time, .step > .why, .step.columns > :nth-child(1), .step.columns > :nth-child(4), .track { display: none; }
  .took { grid-template-columns: 1fr; }
  .brand { font-size: 0; gap: 0; margin-right: 2px; }
  .tabs button { padding-inline: 6px; }
  dl { grid-template-columns: max-content minmax(0, 1fr); }
  .count { display: none; }
  .closeup { overflow: auto; }
  .closeup .detail { flex: none; overflow: visible; }
  .closeup .list { flex: none; height: 154px; }
  .filter { width: 90px; min-width: 50px; flex: 0 1 auto; }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
@media print { .host { display: none; } }
`
