/**
 * How the reference page looks.
 * @module
 */
export const REFERENCE_CSS = `
html{scroll-padding-top:12px}
.reference{display:grid;grid-template-columns:270px minmax(0,1fr);max-width:1280px;margin:0 auto}
.scripted{display:none}
.scripts .scripted{display:block}
[hidden]{display:none!important}
main{padding:14px 28px 80px;min-width:0}
main:focus{outline:none}
h1{font-size:26px;margin:8px 0 4px}
h2{font-size:20px;margin:34px 0 2px}
h3{font-size:15px;font-weight:400;margin:0;display:flex;flex-wrap:wrap;gap:2px 10px;align-items:baseline;min-width:0}
h4{font-size:13px;letter-spacing:.02em;margin:18px 0 6px}
p{margin:0 0 6px}
.lead{color:var(--muted);margin:0 0 10px;max-width:80ch}
h1~.lead{margin-bottom:3px}
code{background:var(--code-bg);border-radius:4px;padding:1px 4px;font-size:.88em}
input{font:inherit;color:var(--fg);background:var(--bg);border:1px solid var(--muted);border-radius:7px;padding:6px 10px;width:100%;min-width:0}
input::placeholder{color:var(--muted);opacity:1}
input:focus-visible{outline:3px solid var(--accent);outline-offset:1px}
button{font:inherit;font-weight:600;border:1px solid var(--muted);border-radius:7px;padding:6px 14px;background:var(--bg);color:var(--fg);cursor:pointer}
button:hover{background:var(--soft);border-color:var(--accent)}
.side{position:sticky;top:0;height:100vh;overflow-y:auto;border-inline-end:1px solid var(--line);padding:14px 12px 40px 16px;font-size:13.5px}
.side label{font-weight:600;display:block;margin-bottom:3px}
.found{color:var(--muted);min-height:1.5em;margin:4px 0 6px}
.side ul{list-style:none;margin:0;padding:0}
.tags>li{margin-bottom:12px}
.tags>li>a{font-weight:600;color:var(--fg)}
.side a{display:flex;gap:7px;align-items:baseline;text-decoration:none;color:var(--fg);padding:3px 6px;border-radius:6px}
.side a:hover{background:var(--soft);color:var(--accent)}
.verb{font-size:11px;font-weight:700;letter-spacing:.03em;flex:none;display:inline-block}
.side .verb{width:46px;font-size:10px}
.verb.get{color:var(--accent)}.verb.post{color:var(--good)}.verb.patch{color:var(--patch)}.verb.delete{color:var(--bad)}
:root{--patch:#7a4a00}
@media (prefers-color-scheme:dark){:root{--patch:#f0b85a}}
.op .verb{border:1px solid;border-radius:5px;padding:1px 0;width:62px;text-align:center}
.facts{margin:14px 0;border:1px solid var(--line);border-radius:10px;background:var(--tint);padding:8px 14px}
.facts>div{display:grid;grid-template-columns:160px minmax(0,1fr);gap:0 12px;padding:3px 0;align-items:baseline}
.facts dt{color:var(--muted)}
.facts dd{margin:0}
.copy{font-size:12px;padding:1px 9px;margin-inline-start:8px}
.scripts .copy{display:inline-block}
.legend{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:4px 22px;color:var(--muted);font-size:13.5px}
.legend b{color:var(--fg)}
.badges{display:flex;gap:6px;flex:none}
.badge{font-size:12px;font-weight:600;border:1px solid var(--line);border-radius:9px;padding:0 8px;white-space:nowrap}
.badge.documented{color:var(--good);border-color:var(--good)}
.badge.inferred{color:var(--accent);border:1px dashed var(--accent)}
.badge.chosen{color:var(--ping-fg);background:var(--ping-bg);border-color:var(--ping-bg)}
.badge.scope{color:var(--muted);min-width:46px;text-align:center}
.op{border:1px solid var(--line);border-radius:9px;margin:7px 0;background:var(--bg)}
.op>summary{display:flex;justify-content:space-between;align-items:center;gap:4px 14px;padding:8px 12px;cursor:pointer;list-style:none;border-radius:9px}
.op>summary::-webkit-details-marker{display:none}
.op>summary:hover{background:var(--soft)}
.op[open]{border-color:var(--muted)}
.op[open]>summary{background:var(--soft);border-radius:9px 9px 0 0}
.path{background:none;padding:0;font-size:14px;font-weight:600}
.does{color:var(--muted)}
.detail{padding:10px 14px 16px;border-top:1px solid var(--line);scroll-margin-top:56px}
.notes{border-inline-start:4px solid var(--accent);padding:2px 10px;max-width:90ch}
.fields{list-style:none;margin:0;padding:0;border-top:1px solid var(--line)}
.fields>li{display:grid;grid-template-columns:minmax(180px,40%) minmax(0,1fr);gap:2px 16px;padding:5px 0;border-bottom:1px solid var(--line)}
.name{font-weight:600;background:none;padding:0;font-size:13.5px}
.type{color:var(--muted);font-size:13px}
.what .type{margin-inline-start:6px}
.must{color:var(--bad);font-size:12px;font-weight:600}
.may{color:var(--muted);font-size:12px;font-weight:400;font-style:italic}
.about{font-size:14px}
.about p{margin:0 0 2px}
.limits{color:var(--muted)}
.values code{margin-inline-end:2px}
.inside>summary{cursor:pointer;color:var(--accent);font-size:13.5px;width:fit-content;padding:1px 4px;border-radius:4px}
.inside>summary .name{color:var(--fg)}
.inside.outer{margin:4px 0 8px}
.inside .fields{margin:4px 0 6px;padding-inline-start:12px;border-inline-start:2px solid var(--line)}
.about .fields>li{grid-template-columns:minmax(0,1fr)}
.choices{margin:4px 0;padding-inline-start:22px}
.choices>li{margin-bottom:10px}
.choices>li::marker{color:var(--muted);font-weight:600}
.line{margin:2px 0 8px}
.takes{margin-top:8px}
.status{margin:6px 0 2px}
.good{color:var(--good)}
b.bad{color:var(--bad)}
.refusals{list-style:none;margin:0 0 6px;padding:0;font-size:14px}
.refusals li{padding:2px 0}
.refusals .means{color:var(--muted)}
.refusals small{font-size:12.5px;color:var(--muted)}
.beside>div{margin:0 0 10px}
.beside dd{margin:2px 0 0;padding-inline-start:12px;border-inline-start:2px solid var(--line)}
pre{background:var(--code-bg);border:1px solid var(--line);border-radius:8px;padding:10px 12px;margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font-size:12.5px;line-height:1.5}
.copied{position:relative}
.copied .curl{padding-inline-end:76px}
.copied .copy{position:absolute;top:8px;inset-inline-end:8px}
.try{display:flex;gap:8px;align-items:center}
.try input{font-family:ui-monospace,"Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:13px}
.try button{flex:none;background:var(--bar);color:var(--bar-fg)}
.try button:hover{background:var(--bar-on)}
.try[aria-busy] button{opacity:.6}
.outcome{color:var(--good);font-weight:600;font-size:13.5px;margin:8px 0 4px}
.outcome:empty{display:none}
.outcome.bad{color:var(--bad)}
.answer{max-height:440px;overflow:auto}
.nothing{margin:30px 0;color:var(--muted)}
.everywhere{border-top:1px solid var(--line);margin-top:34px}
.everywhere h2{margin-top:16px}
@media (max-width:860px){
.reference{grid-template-columns:minmax(0,1fr)}
.side{position:static;height:auto;border:0;border-bottom:1px solid var(--line);padding:12px 14px 4px}
.found{min-height:0;margin:3px 0}
.tags{display:flex;flex-wrap:wrap;gap:4px 6px}
.tags>li{margin:0}
.tags>li>a{border:1px solid var(--line);border-radius:14px;padding:2px 10px;background:var(--soft)}
.tags ul{display:none}
main{padding:10px 14px 60px}
}
@media (max-width:600px){
.op>summary{flex-direction:column;align-items:flex-start}
.op .verb{width:auto;padding:0 6px}
.fields>li,.facts>div{grid-template-columns:minmax(0,1fr)}
.inside .fields{padding-inline-start:8px}
.try{flex-wrap:wrap}
.try .verb{display:none}
.try button{width:100%}
.copied .curl{padding-inline-end:12px;padding-top:36px}
}
`
