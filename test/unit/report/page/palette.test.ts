import { describe, expect, it } from 'vitest';
import { dark, light, type Palette, paletteCss, textPairs } from '#lib/report/page/palette.ts';

/** Relative luminance of sRGB (WCAG 2.2, "relative luminance"). */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

const contrast = (one: string, other: string): number => {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
};

it('measures contrast as WCAG does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
});

describe.each<[string, Palette]>([
  ['light', light],
  ['dark', dark],
])('%s', (_, palette) => {
  it.each(textPairs)('%s on %s can be read', (text, ground) => {
    expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });
});

it('declares every colour of both for a screen, and those of paper for print', () => {
  const [paper = '', night = ''] = paletteCss.split('@media screen and (prefers-color-scheme:dark)');
  for (const [name, colour] of Object.entries(light)) expect(paper).toContain(`--${name}:${colour}`);
  for (const [name, colour] of Object.entries(dark)) expect(night).toContain(`--${name}:${colour}`);
});
