/**
 * The pictures of the page: SVG drawn by hand, each in a `<figure>` with what tells the same in words; undefined where
 * there is nothing to draw. They need `picturesCss` and the colours and fonts that the page defines as custom
 * properties. None grows beyond 150 KB, however large the case is.
 */
export { picturesCss } from './pictures/css.ts';
export { lineagePicture } from './pictures/lineage.ts';
export { regionsPicture } from './pictures/regions.ts';
export { sourcesPicture } from './pictures/sources.ts';
export { tacticsPicture } from './pictures/tactics.ts';
export { timelinePicture } from './pictures/timeline.ts';
