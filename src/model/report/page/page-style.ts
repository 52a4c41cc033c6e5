/** In light and dark, for phones first. */
export const pageStyle = `
:root{color-scheme:light dark;--back:#fff;--front:#1b1f24;--dim:#57606a;--line:#d0d7de;--soft:#f6f8fa;--bad:#b3261e;--usual:#6b8fb8;--critical:#174ea6}
@media(prefers-color-scheme:dark){:root{--back:#0d1117;--front:#e6edf3;--dim:#9ea7b3;--line:#30363d;--soft:#161b22;--bad:#ff8a80;--usual:#4a6a90;--critical:#9cc3ff}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:72rem;background:var(--back);color:var(--front);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.4rem;line-height:1.3;margin:.25rem 0}
h2{font-size:1.1rem;margin:0 0 .5rem}
h3{font-size:1rem;margin:.75rem 0 .25rem}
header p,footer p,p.note{margin:.25rem 0}
section{border-top:1px solid var(--line);margin-top:1.25rem;padding-top:1rem}
footer{border-top:1px solid var(--line);margin-top:1.25rem;padding-top:.5rem}
.dim,.note,.kind,footer{color:var(--dim)}
.note,.kind,footer{font-size:.875rem}
.failed,.error,dd.bad{color:var(--bad)}
pre,code,.waterfall{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.8125rem}
pre{margin:.5rem 0;padding:.75rem;background:var(--soft);border:1px solid var(--line);border-radius:6px;max-height:32rem;overflow:auto;white-space:pre-wrap}
code{background:var(--soft);padding:.1em .3em;border-radius:4px;user-select:all}
summary{cursor:pointer}
dl{display:grid;grid-template-columns:1fr;gap:0 1rem;margin:0}
dt{color:var(--dim);font-size:.875rem}
dd{margin:0 0 .5rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.2rem .75rem .2rem 0;border-bottom:1px solid var(--line)}
th{color:var(--dim);font-weight:normal;font-size:.875rem}
.scroll{overflow-x:auto;overflow-wrap:normal}
td:not(:last-child),th{white-space:nowrap}
code.message{background:none;padding:0;user-select:auto;overflow-wrap:anywhere}
.swatch{white-space:nowrap}
ol,ul{padding-left:1.25rem;margin:.25rem 0}
ul.plain{list-style:none;padding:0}
button{font:inherit;font-size:.875rem;color:inherit;background:var(--soft);border:1px solid var(--line);border-radius:6px;padding:.2rem .6rem}
.waterfall{position:relative}
.row,.axis{display:grid;grid-template-columns:1fr auto;gap:0 .75rem;padding:.2rem 0;border-bottom:1px solid var(--line)}
.row>.name::before{content:"";display:inline-block;width:1.1em}
summary.row{list-style:none}
summary.row::-webkit-details-marker{display:none}
summary.row>.name::before{content:"▸"}
details[open]>summary.row>.name::before{content:"▾"}
.row:hover,.row:focus-visible{background:var(--soft)}
.time{text-align:right;white-space:nowrap}
.bar{grid-column:1/-1;display:block;width:100%;height:14px;overflow:hidden}
.bar text{fill:var(--dim);font-size:11px}
.row>.error{grid-column:1/-1}
.more{margin:0;padding:.2rem 0;color:var(--dim);border-bottom:1px solid var(--line)}
rect.usual{fill:var(--usual)}rect.critical{fill:var(--critical)}rect.bad{fill:var(--bad)}
${Array.from({ length: 12 }, (_, at) => `.d${at + 1}>.name,.more.d${at + 1}{padding-left:${(at + 1) * 0.6}rem}`).join('')}
.card{position:fixed;z-index:1;max-width:22rem;padding:.4rem .6rem;background:var(--front);color:var(--back);border-radius:6px;pointer-events:none}
.days{height:64px}
@media(min-width:45rem){
dl{grid-template-columns:10rem 1fr}
dt{grid-column:1}dd{grid-column:2}
.row,.axis{grid-template-columns:minmax(12rem,2fr) 5.5rem 3fr}
.row>.bar{grid-column:3}.axis>.bar{grid-column:3}
.row>.error{grid-column:1/-1}
}
@media print{pre{max-height:none}.tools{display:none}}
`;
