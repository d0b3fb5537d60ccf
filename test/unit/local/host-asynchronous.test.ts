import { afterEach, expect, test } from 'vitest';
import { queueArn, startHost } from './host-setup.ts';

let started: ReturnType<typeof startHost>;
const start = (more = {}) => {
  started = startHost();
  started.register(more);
  return started;
};
const attempts = () => started.host.logs('scripted').filter((line) => line.includes('Refusal')).length;

afterEach(() => started.host.close());

test('an event that succeeds is run once', async () => {
  const { clock, host } = start();
  host.submit('scripted', { do: 'print', value: 'once' });
  await host.idle();
  await clock.advance(3_600_000);
  expect([...host.logs('scripted')].sort()).toEqual(['error: once', 'once']);
});

test('an event that fails is tried again after one minute and after two more', async () => {
  const { clock, host } = start();
  host.submit('scripted', { do: 'throw', value: 'no' });
  await host.idle();
  expect(attempts()).toBe(1);
  await clock.advance(59_000);
  expect(attempts()).toBe(1);
  await clock.advance(2_000);
  expect(attempts()).toBe(2);
  await clock.advance(110_000);
  expect(attempts()).toBe(2);
  await clock.advance(20_000);
  expect(attempts()).toBe(3);
  await clock.advance(3_600_000);
  expect(attempts()).toBe(3);
});

test('an event that failed three times goes to the dead letters with the reason', async () => {
  const { clock, deadLetters, host } = start({ deadLetterQueueArn: queueArn });
  host.submit('scripted', { do: 'throw', value: 'no' });
  await host.idle();
  expect(deadLetters).toEqual([]);
  await clock.advance(600_000);
  expect(deadLetters).toHaveLength(1);
  const [{ roleArn, letter } = {}] = deadLetters;
  expect(roleArn).toContain(':role/scripted');
  expect(letter?.QueueUrl).toContain('/work');
  expect(JSON.parse(letter?.MessageBody ?? '')).toEqual({ do: 'throw', value: 'no' });
  expect(letter?.MessageAttributes['ErrorMessage']?.StringValue).toBe('no');
});

test('without a dead-letter queue the log tells that the event is gone', async () => {
  const { clock, host } = start();
  host.submit('scripted', { do: 'throw', value: 'no' });
  await host.idle();
  await clock.advance(600_000);
  expect(host.logs('scripted').at(-1)).toContain('event dropped');
});
