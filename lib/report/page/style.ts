import { paletteCss } from './palette.ts';
import { frameCss } from './style/frame.ts';
import { partsCss } from './style/parts.ts';
import { printCss } from './style/print.ts';
import { tablesCss } from './style/tables.ts';

/** The style of the page, without that of the pictures. */
export const pageCss = [paletteCss, frameCss, partsCss, tablesCss, printCss].join('');
