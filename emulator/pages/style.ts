/**
 * Colours, type and the top bar shared by the emulator's pages. Text on background is at least 4.5:1 in both schemes.
 * @module
 */
export const BASE_CSS = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1d1c1d;--soft:#f6f6f4;--muted:#5c5b60;--line:#dddcd8;--accent:#0b5fa5;
--bar:#17352c;--bar-fg:#e9f1ed;--bar-on:#2c5a4b;--code:#b3235a;--code-bg:#f4f3f1;--ping-bg:#fdf0c0;--ping-fg:#6b4700;
--good:#0a6b45;--bad:#b3261e;--tint:#eef4f1}
@media (prefers-color-scheme:dark){:root{--bg:#1a1d21;--fg:#dcddde;--soft:#22262a;--muted:#a5a8ad;--line:#383d43;
--accent:#6cb6f0;--bar:#10251f;--bar-fg:#dbe7e1;--bar-on:#24493d;--code:#f08fb0;--code-bg:#262a2f;--ping-bg:#4a3a0a;
--ping-fg:#ffe08a;--good:#5fd0a0;--bad:#ff8d84;--tint:#1e2a26}}
*{box-sizing:border-box}
html{height:100%}
body{margin:0;min-height:100%;background:var(--bg);color:var(--fg);
font:15px/1.46 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
a{color:var(--accent)}
a:focus-visible,button:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.top{display:flex;align-items:center;gap:12px;background:var(--bar);color:var(--bar-fg);padding:0 14px;min-height:44px}
.top .brand{font-size:20px}
.top nav{display:flex;gap:4px}
.top a{color:inherit;text-decoration:none;padding:7px 12px;border-radius:6px}
.top a:hover{background:var(--bar-on)}
.top a[aria-current]{background:var(--bar-on);font-weight:600}
.top a:focus-visible{outline-color:var(--bar-fg)}
.skip{position:absolute;left:-9999px}
.skip:focus{position:fixed;left:8px;top:6px;z-index:9;background:var(--bg)!important;color:var(--fg)!important}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
code,pre,.mono{font-family:ui-monospace,"Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-reduced-motion:no-preference){.fresh{animation:fresh 1.8s ease-out}}
@keyframes fresh{from{background:var(--ping-bg)}}
`
