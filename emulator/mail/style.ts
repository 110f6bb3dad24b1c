/**
 * How the mailbox looks.
 * @module
 */
export const MAIL_CSS = `
.mail{max-width:980px;margin:0 auto;padding:18px 20px 60px}
.mail:focus{outline:none}
h1{font-size:24px;line-height:1.25;margin:6px 0}
h2{font-size:16px;margin:26px 0 8px}
.lead{color:var(--muted);margin:0 0 14px}
.bad{color:var(--bad);margin:0}
code{background:var(--code-bg);border-radius:4px;padding:1px 4px;font-size:.88em}
.inbox{list-style:none;margin:0;padding:0;border:1px solid var(--line);border-radius:10px;overflow:hidden}
.inbox li+li{border-top:1px solid var(--line)}
.inbox .empty{padding:18px;color:var(--muted)}
.inbox a{display:grid;grid-template-columns:minmax(150px,220px) minmax(0,1fr) auto 150px;gap:0 14px;align-items:baseline;padding:11px 16px;color:inherit;text-decoration:none}
.inbox a:hover{background:var(--soft)}
.inbox a:focus-visible{outline-offset:-3px}
.from{font-weight:600;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.subject{font-weight:600}
.from,.subject{text-align:left}
.to{grid-column:2;grid-row:2;font-size:13px;color:var(--muted)}
.via{font-size:12px;font-weight:600;border:1px solid var(--line);border-radius:9px;padding:0 8px;color:var(--muted);align-self:start}
.inbox time{font-size:13px;color:var(--muted);text-align:end}
.back{margin:0}
.facts{margin:10px 0 0}
.facts>div,.headers>div{display:grid;grid-template-columns:110px minmax(0,1fr);gap:10px;padding:2px 0}
.headers>div{grid-template-columns:200px minmax(0,1fr);font-size:13.5px;border-bottom:1px solid var(--line)}
dt{color:var(--muted)}
dd{margin:0}
.tabs{display:flex;flex-wrap:wrap;gap:6px;margin:16px 0 0;border-bottom:1px solid var(--line);padding-bottom:8px}
.tabs a{padding:5px 12px;border:1px solid var(--line);border-radius:16px;text-decoration:none;background:var(--soft)}
iframe{width:100%;height:min(70vh,760px);border:1px solid var(--line);border-radius:8px;background:#fff;resize:vertical}
pre{background:var(--code-bg);border:1px solid var(--line);border-radius:8px;padding:12px;margin:0;white-space:pre-wrap;font-size:13px}
.plain{font-size:14px}
@media (max-width:720px){
.mail{padding-inline:12px}
.inbox a{grid-template-columns:minmax(0,1fr) auto;padding:11px 12px}
.subject,.to{grid-column:1/-1;grid-row:auto}
.from{order:-2}.via{order:-1}
.inbox time{grid-column:1/-1;text-align:start}
.headers>div{grid-template-columns:1fr;gap:0;padding:4px 0}
}
`
