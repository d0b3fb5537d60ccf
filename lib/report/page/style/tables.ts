/** Tables: on a phone each row is a card, apart from those that scroll. */
export const tablesCss = `
.scroll{overflow-x:auto;margin:0 0 .75rem}
table{border-collapse:collapse;width:100%;font-size:.9375rem}
table+*,.pic+*{margin-top:.9rem}
caption{text-align:left;color:var(--muted);padding:0 0 .5rem;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .9rem .5rem 0;border-bottom:1px solid var(--line)}
th:last-child,td:last-child{padding-right:0}
thead th{color:var(--muted);font-weight:600;font-size:.8125rem;white-space:nowrap}
tbody th{font-weight:500}
tbody tr:last-child>*{border-bottom:0}
td,tbody th{min-width:4.5rem}
td a{overflow-wrap:anywhere}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.wide{min-width:26rem}
.calls{font-size:.8125rem}
.calls td,.calls th{padding:.25rem .9rem .25rem 0;overflow-wrap:normal}
.calls .agent{min-width:14rem;overflow-wrap:anywhere}
.calls .at{white-space:nowrap}
.calls tr[hidden]{display:none}
@media screen and (max-width:60rem){
.cards,.cards tbody,.cards table+*,.pic+*{margin-top:.9rem}
caption{display:block}
.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.cards tr{display:block;padding:.65rem 0;border-bottom:1px solid var(--line)}
.cards tr:last-child{border-bottom:0}
.cards th,.cards td{display:block;border:0;padding:.1rem 0;text-align:left;min-width:0;white-space:normal}
.cards tbody th{font-weight:650}
.cards td[data-label]{display:grid;grid-template-columns:6.5rem minmax(0,1fr);gap:.75rem}
.cards td[data-label]::before{content:attr(data-label);color:var(--muted);font-size:.875rem}
.cards td.wide{display:block}
.cards td.wide::before{display:block}
.cards td.none{display:none}
.cards td>div{min-width:0}
.cards tbody th .muted{font-weight:400}
}
`;
