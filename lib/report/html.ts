export { Html, html, type Part } from '#lib/platform/html.ts';
