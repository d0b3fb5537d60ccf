import { createHash } from 'node:crypto';
import { constant } from '../html.ts';

/**
 * A field that filters the calls, and buttons that copy commands. All else works without it, and nothing of a case
 * stands in it: its hash is all that the page's policy lets run.
 */
export const script = constant`(() => {
  const add = (name, text, parent) => {
    const element = document.createElement(name);
    element.textContent = text;
    parent.append(element);
    return element;
  };
  for (const block of document.querySelectorAll('.command')) {
    if (!navigator.clipboard) break;
    const button = add('button', 'Copy', block);
    const command = block.querySelector('code').textContent;
    button.type = 'button';
    button.setAttribute('aria-label', 'Copy: ' + command.slice(0, 80));
    block.classList.add('has-copy');
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(command);
      button.textContent = 'Copied';
    });
    button.addEventListener('blur', () => { button.textContent = 'Copy'; });
  }
  const list = document.querySelector('#call-list');
  if (!list) return;
  const rows = [...list.querySelectorAll('tbody tr')];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const form = document.createElement('div');
  form.className = 'filter';
  list.querySelector('summary').after(form);
  const label = add('label', 'Only calls that contain', form);
  label.htmlFor = 'call-filter';
  const field = add('input', '', form);
  field.id = 'call-filter';
  field.type = 'search';
  field.autocomplete = 'off';
  const told = add('span', '', form);
  told.setAttribute('role', 'status');
  told.className = 'muted';
  field.addEventListener('input', () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      row.hidden = !words.every((word) => texts[index].includes(word));
      if (!row.hidden) shown += 1;
    });
    told.textContent = words.length > 0 ? shown + ' of ' + rows.length + ' shown' : '';
  });
})();`;

/** What a browser may do with the page: run that one script, and fetch nothing. */
export const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash('sha256').update(script.markup).digest('base64')}'; img-src data:; base-uri 'none'; form-action 'none'`;
