import { nightCss } from '../charts/theme.ts';

/** Style sheet of the report: one column, light or dark as the reader has it, light in print. */
export const STYLE = `
:root{--text:#1f2328;--muted:#59636e;--line:#d9dee4;--surface:#fff;--soft:#f5f7f9;--link:#0b5fa5;color-scheme:light dark}
@media screen and (prefers-color-scheme:dark){:root{--text:#e6edf3;--muted:#9aa4af;--line:#333b45;--surface:#0f141a;--soft:#171d25;--link:#6fb3f2}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1340px;padding:14px 20px 64px;background:var(--surface);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
h1{margin:0;font-size:26px;line-height:1.2;font-weight:650}
h2{margin:48px 0 12px;font-size:19px;line-height:1.3;font-weight:650}
p{margin:0 0 12px;max-width:74ch}
a{color:var(--link)}
ul{margin:0;padding-left:20px;max-width:74ch}
li{margin-bottom:6px}
code{font:14px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre{margin:0 0 12px;padding:12px 14px;overflow-x:auto;background:var(--soft);border-radius:6px}
.lead{margin:4px 0;max-width:none}
header .meta{margin-top:4px;max-width:none}
.meta,.note{color:var(--muted);font-size:14px}
dl{margin:0;display:grid;grid-template-columns:max-content minmax(0,1fr);gap:10px 20px}
dt{font-weight:600}
dd{margin:0;max-width:74ch}
.glance{margin:10px 0 0;padding:12px 18px 8px;border:1px solid var(--line);border-radius:8px;display:grid;grid-template-columns:minmax(0,1.3fr) minmax(0,1fr);gap:14px 36px;font-size:14px;line-height:1.4}
.side{display:grid;grid-template-columns:minmax(0,1fr);gap:14px;align-content:start}
.glance h2{margin:0 0 4px;font-size:16px}
.glance p{margin:0 0 5px}
.glance .mark{display:inline-block;width:auto;margin-right:8px;vertical-align:-1px}
.glance .answer{font-size:15.5px;font-weight:600}
.answers{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,260px),1fr));gap:12px 28px}
.proof{display:grid;gap:12px 28px}
.glance .note{font-size:12.5px}
.glance table{font-size:13px}
.glance th,.glance td{padding:3px 14px 3px 0;white-space:nowrap}
.glance td:nth-child(3){white-space:normal;min-width:90px}
.glance td:last-child{white-space:normal;min-width:100px}
.glance tbody th{white-space:normal;min-width:76px}
.glance .scroll{margin:0 0 6px}
.glance ul{list-style:none;padding:0;font-size:13px;max-width:none}
.glance li{margin-bottom:2px;line-height:1.35}
.glance figcaption{font-size:12px;margin-bottom:4px;line-height:1.35}
.glance figcaption b{font-size:14px}
.command{display:block;max-width:max-content;overflow:hidden;white-space:nowrap;text-overflow:ellipsis;cursor:copy;user-select:all;font-size:12px;background:var(--soft);padding:1px 4px;border-radius:3px}
.command[data-copied]::before{content:"copied: ";font-weight:700}
td .command{max-width:230px}
.command:focus-visible,button:focus-visible{outline:2px solid var(--link);outline-offset:1px}
svg [data-rule][data-point]{cursor:copy}
th button{all:unset;cursor:pointer}
th button::after{content:" \\2195";content:" \\2195" / "";color:var(--muted);font-weight:400}
th[aria-sort=ascending] button::after{content:" \\2191";content:" \\2191" / "";color:inherit}
th[aria-sort=descending] button::after{content:" \\2193";content:" \\2193" / "";color:inherit}
.controls{position:sticky;top:0;z-index:1;display:flex;flex-wrap:wrap;gap:4px 24px;align-items:center;margin-top:14px;padding:6px 12px;background:var(--soft);border:1px solid var(--line);border-radius:8px;font-size:14px}
.controls[hidden]{display:none}
.controls fieldset{display:flex;flex-wrap:wrap;gap:2px 14px;margin:0;padding:0;border:0}
.controls legend{float:left;margin-right:14px;font-weight:600}
.controls label{display:flex;gap:6px;align-items:center}
.controls label>input[type=range]{width:150px}
.controls output{min-width:4.5ch;font-weight:600}
.filter{display:block;margin:0 0 6px;font-size:13.5px;color:var(--muted)}
.filter input{font:inherit;max-width:200px;padding:2px 6px;color:var(--text);background:var(--surface);border:1px solid var(--muted);border-radius:4px}
.filter output{margin-left:10px}
.filtered,.off,tr.elsewhere{display:none!important}
svg .elsewhere{opacity:.12}
.told,.values{position:fixed;z-index:2;max-width:min(440px,calc(100vw - 8px));margin:0;padding:6px 10px;background:var(--surface);border:1px solid var(--muted);border-radius:6px;font-size:12.5px;line-height:1.4;pointer-events:none}
.values[hidden],.told:empty{display:none}
.told{left:50%;bottom:12px;transform:translateX(-50%);overflow-wrap:anywhere}
.opening{margin:10px 0 0;padding:12px 18px 8px;border:1px solid var(--line);border-radius:8px;display:grid;grid-template-columns:minmax(0,1.25fr) minmax(0,1fr);gap:14px 40px}
.opening h2{margin:0 0 4px;font-size:16px}
.opening .proof{align-content:start}
.verdict ul{list-style:none;padding:0}
.verdict li{margin-bottom:10px;padding-left:12px;border-left:3px solid var(--line)}
.setup{font-size:13.5px;color:var(--muted)}
.setup table{font-size:13px;color:var(--text)}
.setup .filter{display:none}
.setup th,.setup td{padding-top:2px;padding-bottom:2px}
.columns{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 40px}
.columns>.wide,.columns>:only-child{grid-column:1/-1}
.facts{margin-bottom:18px;font-size:15px;gap:6px 20px}
.facts dt{font-weight:400;color:var(--muted)}
.scroll{overflow-x:auto;margin:0 0 20px}
.scroll:focus-visible{outline:2px solid var(--link);outline-offset:2px}
table{border-collapse:collapse;font-size:14px;line-height:1.4;font-variant-numeric:tabular-nums}
th,td{padding:6px 14px 6px 0;text-align:left;vertical-align:top}
thead th{border-bottom:1.5px solid var(--text);font-weight:600;vertical-align:bottom}
tbody th{font-weight:600;min-width:90px}
tbody th.minor{font-weight:400;min-width:0;white-space:nowrap}
td small{display:block;color:var(--muted);font-size:12.5px}
td.number{white-space:nowrap}
tbody tr.first>*{border-top:1px solid var(--line)}
tbody tr:first-child>*{border-top:0}
.figures{margin:20px 0;display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,400px),1fr));gap:28px 32px}
figure{margin:0;min-width:0}
figcaption{margin-bottom:10px;color:var(--muted);font-size:13.5px;line-height:1.45}
figcaption b{display:block;color:var(--text);font-size:15px;font-weight:600}
svg.chart{display:block;width:100%;max-width:460px;height:auto}
details{margin-top:14px}
summary{cursor:pointer;font-weight:600}
details>.scroll,details>p{margin-top:12px}
@media (max-width:1240px){.glance{grid-template-columns:minmax(0,1fr);font-size:13px}.glance .answer{font-size:14.5px}.side{display:contents}.proof{order:1}.asked{order:2}.misread{order:3}.misread li{display:inline}.proof{grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr))}}
@media (min-width:641px) and (max-width:1240px){.glance{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}.glance>.side>*{grid-column:1/-1}.glance>.side>.proof:not(:has(figure+figure)){grid-column:1}.glance>.side>.proof:not(:has(figure+figure))+.misread{grid-column:2;order:1}}
@media (max-width:1000px){.opening,.columns{grid-template-columns:minmax(0,1fr)}.setup{order:2}}
@media (max-width:640px){.asked thead{display:none}.asked tr{display:flex;flex-wrap:wrap;gap:0 10px;padding:3px 0}.asked tr>*{padding:0;border:0;min-width:0}.asked tr.first{border-top:1px solid var(--line)}.asked tr.first>*{border:0}.glance,.opening{padding:12px 14px}body{padding:20px 16px 48px}h1{font-size:24px}table{font-size:13px}th,td{padding-right:9px}tbody th{min-width:0}tbody th.minor{white-space:normal}td small{font-size:12px}dl{grid-template-columns:minmax(0,1fr);gap:2px}dd{margin-bottom:10px}.facts{gap:0}}
@media print{.controls,.filter,.told,.values{display:none!important}th button::after{content:none!important}tr.filtered,tr.off,tr.elsewhere{display:table-row!important}svg .off{display:inline!important}svg .elsewhere{opacity:1}.command,td.number,tbody th.minor{white-space:normal}.command{overflow-wrap:anywhere}td .command{min-width:48pt;max-width:none;padding:0;font-size:6.5pt}.glance,.columns{display:block}body{max-width:none;padding:0;font-size:10.5pt}h2{margin-top:22pt;break-after:avoid}figure,tr,pre{break-inside:avoid}pre{white-space:pre-wrap}p,dd{max-width:none}figcaption,.meta,.note{font-size:8.5pt}.lead,.facts{font-size:10pt}.figures{grid-template-columns:1fr 1fr;gap:16pt}.scroll{overflow:visible}table{font-size:7pt}td small{font-size:6.5pt}th,td{padding:3pt 4pt 3pt 0}tbody th{min-width:44pt;overflow-wrap:anywhere}.glance th,.glance td{white-space:normal;min-width:0}details::details-content{content-visibility:visible;block-size:auto}summary{list-style:none}}
${nightCss()}
`;
