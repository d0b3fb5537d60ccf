export { constant, Html, html, type Part, styleSheet, verbatim } from '#lib/platform/html.ts';
