/** What sections are made of: the verdict, badges, facts, commands. */
export const partsCss = `
.sprite{position:absolute;width:0;height:0;overflow:hidden}
.icon{width:1em;height:1em;flex:none;vertical-align:-.125em;fill:currentColor}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.calm{color:var(--muted)}
.badge{display:inline-flex;align-items:baseline;gap:.4em;font-weight:600;font-size:.9375em}
.badge .icon{position:relative;top:.05em;vertical-align:0}
.whole{white-space:nowrap}
.verdict{border-left-width:6px}
.verdict.is-good{border-left-color:var(--good);background:var(--good-ground)}
.verdict.is-warn{border-left-color:var(--warn);background:var(--warn-ground)}
.verdict.is-bad{border-left-color:var(--bad);background:var(--bad-ground)}
.verdict.is-calm{border-left-color:var(--muted)}
.state{display:flex;align-items:center;gap:.6rem;font-weight:700;letter-spacing:.02em}
.state .icon{width:2rem;height:2rem}
.lead{font-size:1.0625rem}
.alerts{list-style:none;margin:.75rem 0 0;padding:0;display:grid;gap:.5rem}
.alerts li{display:grid;grid-template-columns:1.15rem minmax(0,1fr);gap:.6rem;max-width:60rem}
.alerts .icon{margin-top:.28em;width:1.05em;height:1.05em}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.4rem 1.5rem;margin:0}
.facts dt{color:var(--muted)}
.facts dd{margin:0;overflow-wrap:anywhere}
.muted,.empty,.more{color:var(--muted)}
.more{margin-top:.5rem;font-size:.9375rem}
.small{font-size:.875em}
code,.mono{font-family:var(--mono);font-size:.875em;overflow-wrap:anywhere}
.id{white-space:nowrap}
time{font-variant-numeric:tabular-nums;white-space:nowrap}
.command{position:relative;margin:.4rem 0;max-width:100%}
.command code{display:block;min-height:2.35rem;padding:.6rem .75rem;background:var(--mark);border:1px solid var(--line);border-radius:6px;
font-size:.8125rem;line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere}
.command.has-copy code{padding-right:4.75rem}
button{font:600 .8125rem/1 var(--font);color:var(--accent);background:var(--panel);border:1px solid var(--line);
border-radius:5px;padding:.4rem .6rem;cursor:pointer}
.command button{position:absolute;top:.35rem;right:.35rem}
td .command:first-child{margin-top:0}
.steps{padding-left:0;list-style:none;counter-reset:step;margin:0}
.steps>li{counter-increment:step;position:relative;padding:0 0 1rem 2.6rem}
.steps>li::before{content:counter(step);position:absolute;left:0;top:-.05rem;width:1.75rem;height:1.75rem;
border-radius:50%;display:grid;place-items:center;font-size:.875rem;font-weight:650;color:var(--panel);
background:var(--accent)}
.steps>li:last-child{padding-bottom:0}
.steps p{margin-bottom:.35rem}
.effects{display:grid;grid-template-columns:10.5rem minmax(0,1fr);gap:.7rem 1.5rem;margin:1rem 0}
.effects dt{margin:0}
.effects dd{margin:0}
.calls-of{list-style:none;display:flex;flex-wrap:wrap;gap:.35rem .5rem;margin:0;padding:0}
.calls-of li{padding:.05rem .5rem;background:var(--mark);border-radius:4px;font-size:.9375rem;overflow-wrap:anywhere}
.basis{margin-top:1rem}
details>summary{cursor:pointer;color:var(--accent)}
.filter{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:.75rem 0}
.filter input{font:inherit;padding:.4rem .6rem;border:1px solid var(--muted);border-radius:6px;background:var(--ground);
color:var(--ink);min-width:min(22rem,100%)}
@media screen and (max-width:60rem){
.facts{grid-template-columns:minmax(0,1fr);gap:0}
.facts dd{margin-bottom:.6rem}
.effects{grid-template-columns:minmax(0,1fr);gap:.35rem}
.effects dd{margin-bottom:.6rem}
.steps>li{padding-left:2.3rem}
}
`;
