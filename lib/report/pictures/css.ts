/**
 * The looks of the pictures, by the colours that the page defines for light and dark. Each picture is drawn twice; its
 * own width decides which one is seen, so that letters are never smaller than about 11 pixels.
 */
export const picturesCss = `
.pic { container-type: inline-size; margin: 0; }
.pic svg { display: block; width: 100%; height: auto; overflow: hidden; }
.pic .pic-wide { display: none; max-width: 1200px; }
.pic .pic-narrow { max-width: 520px; }
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
