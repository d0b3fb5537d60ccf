/** Neither a page nor a page about an incident or key of this name was ever sent. `hint` says where else to look. */
export class NoSuchPage extends Error {
  constructor(what: string, hint = '') {
    super(`there is no page ${what}, and no page about an incident or key ${what}${hint}`);
    this.name = 'NoSuchPage';
  }
}
