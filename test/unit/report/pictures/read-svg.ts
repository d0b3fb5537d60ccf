import { textWidth } from '#lib/report/pictures/measure.ts';

/** What stands in a picture, as its markup tells it. */
export interface Read {
  width: number;
  height: number;
  /** Rectangles: elements, and the parts of the paths that marks are drawn with. */
  boxes: (Box & { kind: string })[];
  texts: (Box & { kind: string; text: string })[];
  lines: { x1: number; y1: number; x2: number; y2: number; kind: string }[];
}

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const attributesOf = (tag: string): Record<string, string> =>
  Object.fromEntries(
    [...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );

const number = (text: string | undefined): number => Number(text ?? Number.NaN);

const tags = (svg: string, name: string): Record<string, string>[] =>
  [...svg.matchAll(new RegExp(`<${name} ([^>]*)>`, 'g'))].map(([, inside = '']) => attributesOf(inside));

/** `MxyhWvHh-Wz`, as boxInPath writes it. */
const inPath = (d: string): Box[] =>
  [...d.matchAll(/M([\d.-]+) ([\d.-]+)h([\d.-]+)v([\d.-]+)h-[\d.]+z/g)].map(([, x, y, width, height]) => ({
    x: number(x),
    y: number(y),
    width: number(width),
    height: number(height),
  }));

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

export const svgOf = (markup: string, form: 'wide' | 'narrow'): string =>
  markup.match(new RegExp(`<svg class="pic-${form}"[\\s\\S]*?</svg>`))?.[0] ?? '';

export const read = (markup: string, form: 'wide' | 'narrow'): Read => {
  const svg = svgOf(markup, form).replace(/<defs>[\s\S]*?<\/defs>/g, '');
  const [, width, height] = svg.match(/viewBox="0 0 ([\d.]+) ([\d.]+)"/) ?? [];
  const kindOf = (tag: Record<string, string>): string => tag['class'] ?? '';
  return {
    width: number(width),
    height: number(height),
    boxes: [
      ...tags(svg, 'rect').map((tag) => ({
        x: number(tag['x']),
        y: number(tag['y']),
        width: number(tag['width']),
        height: number(tag['height']),
        kind: kindOf(tag),
      })),
      ...tags(svg, 'path').flatMap((tag) =>
        inPath(tag['d'] ?? '').map((box) => ({ ...box, kind: kindOf(tag) })),
      ),
    ],
    texts: [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, inside = '', text = '']) => {
      const tag = attributesOf(inside);
      const kind = kindOf(tag);
      const lettering = {
        size: /note|amount|label|alarm|word/.test(kind) ? 12 : 13,
        mono: kind.includes('mono'),
        bold: /label|fate-word|heading/.test(kind),
      };
      const taken = textWidth(unescaped(text), lettering);
      const anchor = tag['text-anchor'];
      const x = number(tag['x']) - (anchor === 'end' ? taken : anchor === 'middle' ? taken / 2 : 0);
      return {
        x,
        y: number(tag['y']) - lettering.size,
        width: taken,
        height: lettering.size + 3,
        kind,
        text: unescaped(text),
      };
    }),
    lines: tags(svg, 'line').map((tag) => ({
      x1: number(tag['x1']),
      y1: number(tag['y1']),
      x2: number(tag['x2']),
      y2: number(tag['y2']),
      kind: kindOf(tag),
    })),
  };
};

/** Rows of the tables below a picture, as the texts of their cells. */
export const rowsOf = (markup: string, caption: string): string[][] => {
  const table = markup.split('<table').find((part) => part.includes(`<caption>${caption}`)) ?? '';
  return [...table.matchAll(/<tr><th scope="row">([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
    row
      .split(/<\/t[hd]>/)
      .slice(0, -1)
      .map((cell) => unescaped(cell.replace(/^<td[^>]*>/, ''))),
  );
};
