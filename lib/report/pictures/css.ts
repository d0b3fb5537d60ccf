/**
 * The looks of the pictures, by the colours that the page defines for light and dark. Each picture is drawn twice; its
 * own width decides which one is seen, so that letters are never smaller than about 11 pixels.
 */
export const picturesCss = `
.pic { container-type: inline-size; }
.pic figure { margin: 0; overflow-x: auto; }
.pic svg { display: block; width: 100%; height: auto; overflow: hidden; }
.pic .pic-wide { display: none; max-width: 1200px; }
.pic .pic-narrow { min-width: 304px; max-width: 480px; }
@container (min-width: 800px) {
  .pic .pic-wide { display: block; }
  .pic .pic-narrow { display: none; }
}
.pic text { font-family: var(--font); fill: var(--ink); }
.pic .pic-text, .pic .pic-mono { font-size: 13px; }
.pic .pic-mono { font-family: var(--mono); }
.pic .pic-heading { font-size: 13px; font-weight: 600; }
.pic .pic-note, .pic .pic-amount, .pic .pic-alarm, .pic .pic-badge-word { font-size: 12px; }
.pic .pic-note { fill: var(--muted); }
.pic .pic-alarm { fill: var(--bad); font-weight: 600; }
.pic .pic-worked { fill: var(--chart-1); }
.pic .pic-failed { stroke: var(--chart-2); stroke-width: 1; }
.pic .pic-hatch-ground { fill: var(--panel); }
.pic .pic-hatch-line { fill: var(--chart-2); }
.pic .pic-badge { fill: var(--panel); stroke: var(--line); }
.pic .pic-foreign { stroke: var(--bad); stroke-width: 2; }
.pic .pic-usual { stroke: var(--good); }
.pic .pic-shared { stroke: var(--warn); stroke-dasharray: 3 2; }
.pic .pic-tile { fill: var(--panel); stroke: var(--line); }
.pic .pic-tile-unread { stroke: var(--bad); }
.pic .pic-tile-ground { fill: var(--panel); }
.pic .pic-base { stroke: var(--muted); stroke-width: 1; opacity: 0.55; }
.pic .pic-rule, .pic .pic-tick { stroke: var(--line); stroke-width: 1; }
.pic .pic-frame { fill: var(--accent); fill-opacity: 0.12; stroke: var(--accent); stroke-width: 1.5; }
.pic .pic-funnel { fill: var(--accent); fill-opacity: 0.07; }
.pic .pic-after { fill: var(--good); fill-opacity: 0.08; }
.pic .pic-label { font-size: 12px; font-weight: 600; }
.pic .pic-label, .pic .pic-halo { paint-order: stroke; stroke: var(--panel); stroke-width: 3px; stroke-linejoin: round; }
.pic .pic-moment-line { stroke: var(--ink); stroke-width: 1.2; }
.pic .pic-moment { fill: var(--ink); }
.pic .pic-l-leaked, .pic .pic-l-used { stroke: var(--bad); }
.pic .pic-m-leaked, .pic .pic-m-used { fill: var(--bad); }
.pic .pic-l-contained { stroke: var(--good); stroke-width: 2; }
.pic .pic-m-contained { fill: var(--good); }
.pic .pic-l-succeeded { stroke: var(--warn); stroke-dasharray: 5 3; }
.pic .pic-m-succeeded { fill: var(--warn); }
.pic .pic-l-denied { stroke: var(--good); stroke-dasharray: 2 3; }
.pic .pic-m-denied { fill: var(--good); }
.pic .pic-branch { fill: none; stroke: var(--muted); stroke-width: 1.5; }
.pic .pic-inferred { stroke-dasharray: 3 2.5; }
.pic .pic-node { fill: var(--chart-1); stroke: var(--chart-1); stroke-width: 1.5; }
.pic .pic-unused { fill: var(--panel); stroke: var(--muted); }
.pic .pic-fate-word { font-size: 12px; font-weight: 600; }
.pic .pic-w-open { fill: var(--bad); }
.pic .pic-w-asks { fill: var(--warn); }
.pic .pic-w-over { fill: var(--muted); }
.pic .pic-fate path { fill: none; stroke: var(--panel); stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.pic .pic-fate .pic-sign { stroke: none; }
.pic .pic-f-held circle { fill: var(--good); }
.pic .pic-f-open .pic-sign { fill: var(--bad); }
.pic .pic-f-asks .pic-sign { fill: var(--warn); }
.pic .pic-f-over circle { fill: var(--muted); }
.pic figcaption { color: var(--muted); font-size: 0.875rem; margin-top: 0.5rem; }
.pic details { margin-top: 0.5rem; font-size: 0.875rem; }
.pic summary { cursor: pointer; color: var(--accent); }
.pic .pic-scroll { overflow-x: auto; margin-top: 0.5rem; }
.pic .pic-table { border-collapse: collapse; }
.pic .pic-table caption { text-align: left; color: var(--muted); padding: 0.25rem 0; }
.pic .pic-table th, .pic .pic-table td { border-bottom: 1px solid var(--line); padding: 0.2rem 0.8rem 0.2rem 0; text-align: left; font-weight: 400; vertical-align: top; }
.pic .pic-table thead th { font-weight: 600; }
.pic .pic-table .pic-number { text-align: right; font-variant-numeric: tabular-nums; }
`;
