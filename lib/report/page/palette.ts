/** A colour by its name, `#rrggbb`. */
export type Palette = Record<ColourName, string>;

export type ColourName =
  | 'ground'
  | 'panel'
  | 'ink'
  | 'muted'
  | 'line'
  | 'accent'
  | 'good'
  | 'warn'
  | 'bad'
  | 'good-ground'
  | 'warn-ground'
  | 'bad-ground'
  | 'mark'
  | `chart-${1 | 2 | 3 | 4 | 5 | 6}`;

/** Of paper. */
export const light: Palette = {
  ground: '#f5f6f8',
  panel: '#ffffff',
  ink: '#171d27',
  muted: '#545d6c',
  line: '#d9dee6',
  accent: '#1d5bb8',
  good: '#14693a',
  warn: '#854f00',
  bad: '#b0201a',
  'good-ground': '#e9f5ee',
  'warn-ground': '#fdf3df',
  'bad-ground': '#fcebe9',
  mark: '#eef1f5',
  'chart-1': '#1d5bb8',
  'chart-2': '#0c6b6d',
  'chart-3': '#6f3fb0',
  'chart-4': '#9a4600',
  'chart-5': '#a3256a',
  'chart-6': '#566411',
};

/** Of a screen at night. */
export const dark: Palette = {
  ground: '#0f131a',
  panel: '#171c25',
  ink: '#e7ebf1',
  muted: '#a2acbb',
  line: '#2f3846',
  accent: '#82b4ff',
  good: '#62cf92',
  warn: '#f1b75a',
  bad: '#ff958b',
  'good-ground': '#13291e',
  'warn-ground': '#2e2410',
  'bad-ground': '#371a19',
  mark: '#1f2630',
  'chart-1': '#82b4ff',
  'chart-2': '#52c9c6',
  'chart-3': '#c0a3ff',
  'chart-4': '#ffa066',
  'chart-5': '#f590c6',
  'chart-6': '#bfce60',
};

/** Text stands in the first of these on the second. */
export const textPairs: readonly (readonly [ColourName, ColourName])[] = [
  ...(['ink', 'muted', 'accent', 'good', 'warn', 'bad'] as const).flatMap((text) =>
    (['ground', 'panel', 'mark'] as const).map((on) => [text, on] as const),
  ),
  ...(['good', 'warn', 'bad'] as const).flatMap((tone) =>
    ([tone, 'ink', 'muted', 'accent'] as const).map((text) => [text, `${tone}-ground`] as const),
  ),
  ...([1, 2, 3, 4, 5, 6] as const).flatMap((number) =>
    (['ground', 'panel'] as const).map((on) => [`chart-${number}`, on] as const),
  ),
];

const declared = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');

/** The palettes as custom properties; print is always on paper. */
export const paletteCss = `
:root{color-scheme:light;${declared(light)};
--font:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${declared(dark)}}}
`;
