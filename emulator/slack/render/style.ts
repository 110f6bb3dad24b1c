/**
 * How the workspace looks.
 * @module
 */
export const SLACK_CSS = `
html,body{height:100%}
body{display:flex;flex-direction:column}
.workspace{flex:1;min-height:0;display:grid;grid-template-columns:232px minmax(0,1fr)}
.sidebar{background:var(--bar);color:var(--bar-fg);border-top:1px solid #ffffff22;overflow:auto;padding:8px;position:relative}
.team{font-weight:700;font-size:17px;margin:6px 10px 10px}
.sidebar .group{font-size:12.5px;font-weight:600;opacity:.85;margin:16px 10px 3px}
.sidebar ul{list-style:none;margin:0;padding:0}
.sidebar a{display:flex;gap:7px;align-items:center;color:inherit;text-decoration:none;padding:5px 10px;border-radius:6px}
.sidebar a:hover{background:var(--bar-on)}
.sidebar a[aria-current]{background:#e9f1ed;color:#17352c;font-weight:600}
.sidebar a[aria-current] .count{background:#17352c}
.sidebar a:focus-visible{outline-color:#e9f1ed}
.sidebar .name{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.sidebar .off .name{font-style:italic;opacity:.8}
.sidebar .count{font-size:12px;background:#00000040;color:#fff;border-radius:9px;padding:0 7px}
main{display:flex;flex-direction:column;min-width:0;min-height:0}
main:focus{outline:none}
.channel-head{border-bottom:1px solid var(--line);padding:9px 20px;display:flex;gap:4px 14px;align-items:baseline;flex-wrap:wrap}
h1{font-size:18px;margin:0}
.channel-head p{margin:0;color:var(--muted);font-size:13px}
.scroll{flex:1;min-height:0;overflow-y:auto;padding:8px 0 22px}
.scroll:focus-visible{outline-offset:-3px}
.live-status{margin:0;padding:0 20px;color:var(--bad);font-size:13px}
.live-status:not(:empty){padding:6px 20px}
.empty{color:var(--muted);padding:24px 20px}
.day{display:flex;align-items:center;gap:12px;padding:8px 20px;font-size:12.5px;font-weight:600;color:var(--muted)}
.day::before,.day::after{content:"";flex:1;border-top:1px solid var(--line)}
.message{display:grid;grid-template-columns:36px minmax(0,1fr);gap:2px 10px;padding:7px 20px}
.message:focus-visible{outline-offset:-3px}
.message:target{background:var(--ping-bg)}
.message.ephemeral{background:var(--tint)}
#messages>.message:hover{background:var(--soft)}
.avatar{width:36px;height:36px;border-radius:8px;display:grid;place-items:center;font-weight:700;color:#fff;
background:hsl(var(--hue) 45% 32%)}
.byline{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 7px}
.byline time,.version time{color:var(--muted);font-size:12.5px}
.app{font-size:10.5px;font-weight:700;background:var(--line);color:var(--fg);border-radius:3px;padding:1px 4px;letter-spacing:.03em}
.notifies{font-size:12px;font-weight:600;color:var(--ping-fg);background:var(--ping-bg);border-radius:4px;padding:0 6px}
.above{margin:0;font-size:12.5px;color:var(--muted)}
.body,.content{min-width:0}
.content.deleted{color:var(--muted);font-style:italic}
.line{min-height:1.46em}
.content ul,.content ol{margin:2px 0;padding-inline:24px}
blockquote{margin:4px 0;padding-inline-start:12px;border-inline-start:4px solid var(--line)}
code{color:var(--code);background:var(--code-bg);border:1px solid var(--line);border-radius:4px;padding:0 4px;font-size:.87em}
.content pre{background:var(--code-bg);border:1px solid var(--line);border-radius:6px;padding:8px 10px;margin:4px 0;font-size:13px;
overflow-x:auto;white-space:pre-wrap}
.ping{background:var(--ping-bg);color:var(--ping-fg);border-radius:4px;padding:0 3px;font-weight:600;outline:1px solid currentColor}
.channel-link{color:var(--accent)}
.b-header{font-size:18px;line-height:1.3;margin:6px 0 4px}
.b-section{display:flex;gap:12px;margin:3px 0 7px;align-items:flex-start}
.b-main{flex:1;min-width:0}
.b-fields{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:6px 18px;max-width:680px;margin-top:2px}
.b-context{display:flex;flex-wrap:wrap;gap:2px 9px;align-items:center;color:var(--muted);font-size:13px;margin:3px 0 6px}
.b-context img{width:20px;height:20px;border-radius:3px}
.b-actions{display:flex;flex-wrap:wrap;gap:8px;margin:6px 0 8px}
.button{display:inline-block;border:1px solid var(--muted);border-radius:6px;padding:4px 12px;font-weight:600;font-size:13.5px;
color:var(--fg);background:var(--bg);text-decoration:none;max-width:100%;font-family:inherit;line-height:inherit;text-align:start;cursor:pointer;overflow-wrap:anywhere}
.button:hover:not(.inert){box-shadow:inset 0 0 0 100vmax #8881}
.button[aria-busy]{opacity:.6}
.button.inert{cursor:default}
.button.primary{background:#0a6b45;border-color:#0a6b45;color:#fff}
.button.danger{color:var(--bad);border-color:var(--bad)}
.confirm{width:min(460px,calc(100vw - 32px));border:1px solid var(--line);border-radius:12px;padding:18px 20px;background:var(--bg);color:var(--fg)}
.confirm::backdrop{background:#0008}
.confirm h2{font-size:18px;margin:0 0 8px}
.confirm-foot{display:flex;flex-wrap:wrap;justify-content:flex-end;gap:10px;margin-top:16px}
.composer{border-top:1px solid var(--line);padding:10px 20px 8px}
.composer.closed{margin:0;color:var(--muted)}
.say{display:flex;gap:8px}
.say input{flex:1;min-width:0;font:inherit;color:inherit;background:var(--bg);border:1px solid var(--muted);border-radius:8px;padding:8px 12px}
.say input::placeholder{color:var(--muted);opacity:1}
.say input:focus-visible{outline:3px solid var(--accent);outline-offset:1px}
.under{display:flex;flex-wrap:wrap;align-items:center;gap:4px 14px;margin-top:5px;min-height:28px}
.under p{margin:0;font-size:13px;color:var(--muted)}
.switch{font:inherit;font-size:12.5px;color:var(--muted);background:none;border:1px solid var(--line);border-radius:12px;padding:1px 10px;cursor:pointer}
.switch::before{content:"○ "}
.switch[aria-pressed=true]{color:var(--ping-fg);background:var(--ping-bg);border-color:currentColor;font-weight:600}
.switch[aria-pressed=true]::before{content:"● "}
.b-image{margin:4px 0 8px}
.b-image figcaption{font-size:13px;font-weight:600;margin-bottom:3px}
.b-image img{max-width:min(480px,100%);height:auto;border-radius:6px;border:1px solid var(--line)}
.b-side img{width:80px;height:80px;object-fit:cover;border-radius:6px}
.b-alt,.b-unknown,.b-input,.b-markdown{margin:4px 0}
hr{border:0;border-top:1px solid var(--line);margin:8px 0}
.foot{display:flex;flex-wrap:wrap;gap:0 14px;align-items:baseline}
.foot>details[open]{flex-basis:100%}
.foot>details>summary{color:var(--muted);font-size:12.5px}
.spoken>div{border-inline-start:3px solid var(--line);padding-inline-start:10px;margin:2px 0 6px;font-size:14px}
@media (hover:hover){.spoken:not([open]){opacity:0}.message:hover>.body>.foot>.spoken,.spoken:focus-within{opacity:1}}
details>summary{cursor:pointer;width:fit-content;border-radius:4px}
.history ol{margin:4px 0;padding:0;list-style:none}
.history li{border-inline-start:3px solid var(--line);padding-inline-start:10px;margin:6px 0}
.version{margin:0;font-size:12.5px;font-weight:600;color:var(--muted)}
.thread{grid-column:2;margin-top:2px}
.thread>summary{color:var(--accent);font-weight:600;font-size:13px;padding:2px 0}
.reply{padding:5px 0;grid-template-columns:28px minmax(0,1fr)}
.reply .avatar{width:28px;height:28px;font-size:13px;border-radius:6px}
@media (max-width:720px){
.workspace{grid-template-columns:minmax(0,1fr);grid-template-rows:auto minmax(0,1fr)}
.sidebar{padding:4px 6px}
.team{display:none}
.sidebar .group{font-size:12.5px;font-weight:600;opacity:.85;margin:16px 10px 3px}
.sidebar ul{display:flex;gap:2px}
.sidebar a{padding:7px 10px;white-space:nowrap}
.sidebar .name{overflow:visible}
.sidebar nav{overflow-x:auto;display:flex;align-items:center}
.sidebar .group{margin:0 6px 0 10px;white-space:nowrap}
.sidebar nav+nav{border-top:1px solid #ffffff22;margin-top:4px;padding-top:4px}
.channel-head,.message,.day,.composer{padding-inline:12px}
.b-fields{grid-template-columns:minmax(0,1fr)}
.b-section{flex-wrap:wrap}
}
`
