/** The page as a whole: type, the two columns of a desktop, the one of a phone. */
export const frameCss = `
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:1rem;-webkit-text-size-adjust:100%;text-size-adjust:100%}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 var(--font);overflow-wrap:break-word}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-100vw;top:0;background:var(--panel);padding:.6rem 1rem;z-index:2}
.skip:focus{left:0}
.frame{display:grid;grid-template-columns:15rem minmax(0,1fr);gap:0 3rem;max-width:84rem;margin:0 auto;padding:0 2rem}
.side{position:sticky;top:0;align-self:start;max-height:100vh;overflow-y:auto;padding:2.25rem 0 1.5rem;font-size:.875rem}
.brand{margin:0 0 1rem;font-weight:650;letter-spacing:.01em}
.brand span{display:block;font-weight:400;color:var(--muted)}
.toc{list-style:none;margin:0;padding:0;border-left:2px solid var(--line)}
.toc a{display:flex;justify-content:space-between;gap:.75rem;padding:.28rem .25rem .28rem .9rem;color:var(--muted);
text-decoration:none}
.toc a:hover{color:var(--accent);text-decoration:underline}
.toc .n{font-variant-numeric:tabular-nums}
.small-toc{display:none}
main{padding:2rem 0 4rem;min-width:0}
main>section,.verdict{margin:0 0 1.5rem;padding:1.5rem 1.75rem;background:var(--panel);border:1px solid var(--line);
border-radius:10px}
main>section>:last-child{margin-bottom:0}
h1,h2,h3{line-height:1.25;text-wrap:balance}
h1{margin:.35rem 0 .5rem;font-size:1.75rem;letter-spacing:-.012em}
h2{margin:0 0 .75rem;font-size:1.25rem;letter-spacing:-.005em}
h3{margin:1.6rem 0 .5rem;font-size:1rem}
p{margin:0 0 .75rem;max-width:56rem}
ul,ol{margin:0 0 .75rem;padding-left:1.25rem}
footer{color:var(--muted);font-size:.875rem;padding:0 0 3rem}
@media screen and (max-width:60rem){
.frame{display:block;padding:0 1rem}
.side{display:none}
main{padding:.75rem 0 2rem}
main>section,.verdict{padding:1.1rem 1rem;margin-bottom:1rem;border-radius:8px}
h1{font-size:1.4rem}
h2{font-size:1.15rem}
.small-toc{display:block;margin:0 0 .75rem;padding:.6rem 1rem;background:var(--panel);border:1px solid var(--line);
border-radius:8px}
.small-toc summary{cursor:pointer;font-weight:600}
.small-toc .toc{margin-top:.6rem}
.small-toc .toc a{padding:.5rem .25rem .5rem .9rem}
}
`;
