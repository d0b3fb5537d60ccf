import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { converse } from '#infra/cloud/deploy/asked/converse.ts';
import type { Suggestions } from '#infra/cloud/deploy/asked/questions.ts';
import { Interrupted, openTerminal } from '#infra/cloud/deploy/asked/terminal.ts';
import { parseSettings } from '#infra/cloud/settings/settings.ts';

const conversation = (suggestions?: Suggestions) => {
  const [input, output] = [new PassThrough(), new PassThrough({ encoding: 'utf8' })];
  const terminal = openTerminal(input, output);
  return {
    input,
    answers: converse(terminal, suggestions).finally(() => terminal.close()),
    shown: () => String(output.read() ?? ''),
  };
};

const answering = async (lines: string[], suggestions?: Suggestions) => {
  const { input, answers, shown } = conversation(suggestions);
  input.end(`${lines.join('\n')}\n`);
  return { answers: await answers, shown: shown() };
};

it('eight empty answers but for the two that nobody can guess deploy something that only observes', async () => {
  const { answers } = await answering(['security@example.com', '', 'eu-west-1', '', '', '', '']);
  expect(answers).toEqual({
    mail: ['security@example.com'],
    region: 'eu-west-1',
    accounts: [],
    mode: 'observe',
    architecture: 'arm64',
  });
  expect(parseSettings(answers).rules.mode).toBe('observe');
});

it('asks everything that was said otherwise, and proposes what AWS knows', async () => {
  const { answers, shown } = await answering(
    [
      'a@example.com, b@example.com',
      'https://pager.example.com/x',
      '',
      'organization',
      '',
      'y',
      'contain',
      'x86_64',
    ],
    { region: 'eu-west-3', organizationId: 'o-a1b2c3d4e5' },
  );
  expect(shown).toContain('[eu-west-3]');
  expect(answers).toEqual({
    mail: ['a@example.com', 'b@example.com'],
    pages: ['https://pager.example.com/x'],
    region: 'eu-west-3',
    accounts: 'organization',
    organizationId: 'o-a1b2c3d4e5',
    github: {},
    mode: 'contain',
    architecture: 'x86_64',
  });
});

it.each<[string, wrong: string, complaint: RegExp]>([
  ['mail', 'nobody', /mail must be a mail address/],
  ['mail', '', /mail must be answered/],
  ['mail', 'a@example.com\u0007', /mail holds characters that cannot be seen/],
  ['mail', '\u202egnp@example.com', /mail holds characters that cannot be seen/],
  ['mail', '$(id)@example.com', /mail must be a mail address/],
])('asks for %s again after %j', async (_, wrong, complaint) => {
  const { answers, shown } = await answering([wrong, 'a@example.com', '', 'eu-west-1', '', '', '', '']);
  expect(shown).toMatch(complaint);
  for (const hidden of ['\u0007', '\u202e']) expect(shown).not.toContain(hidden);
  expect(answers.mail).toEqual(['a@example.com']);
});

it.each<[string, before: string[], wrong: string, complaint: RegExp]>([
  ['pages', ['a@example.com'], 'http://pager.example.com', /pages must be a mail address, or an https:/],
  ['region', ['a@example.com', ''], 'Frankfurt; rm -rf', /region must be a Region/],
  ['accounts', ['a@example.com', '', 'eu-west-1'], '1234', /accounts must be/],
  ['github', ['a@example.com', '', 'eu-west-1', ''], 'perhaps', /github /],
  ['mode', ['a@example.com', '', 'eu-west-1', '', ''], 'kill', /mode must be one of observe, contain/],
])('asks for %s again after a wrong answer', async (_, before, wrong, complaint) => {
  const { shown, answers } = await answering([
    ...before,
    wrong,
    ...['', 'eu-west-1', '', '', '', ''].slice(before.length - 1),
  ]);
  expect(shown).toMatch(complaint);
  expect(parseSettings(answers).region).toBe('eu-west-1');
});

it('an input that ends in the middle is an interruption, not an answer', async () => {
  const { input, answers } = conversation();
  input.end('a@example.com\n\n');
  await expect(answers).rejects.toThrow(Interrupted);
});

it('Ctrl-C while something else runs is not forgotten', () => {
  const terminal = openTerminal(new PassThrough(), new PassThrough());
  expect(terminal.mustBeOpen).not.toThrow();
  terminal.close();
  expect(terminal.mustBeOpen).toThrow(Interrupted);
});
