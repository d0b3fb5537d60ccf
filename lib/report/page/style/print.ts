/** On paper: no navigation, no panels, rows that hold together. */
export const printCss = `
@media print{
@page{margin:16mm}
body{font-size:10.5pt;background:none}
.frame{display:block;padding:0;max-width:none}
.side,.small-toc,.skip,button,.filter{display:none}
main{padding:0}
main>section,.verdict{border:0;border-radius:0;padding:0;margin:0 0 1.2rem;background:none}
.verdict[class]{border-left:4px solid currentColor;padding-left:1rem;background:none}
tr,li,figure,.command{break-inside:avoid}
h2,h3,caption{break-after:avoid}
.scroll{overflow:visible}
a{color:inherit}
}
`;
