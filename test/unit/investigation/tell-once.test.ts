import { expect, test, vi } from 'vitest';
import { tellOnce } from '#lib/investigation/tell-once.ts';

const store = () => {
  const marks = new Set<string>();
  return {
    marked: vi.fn(async (id: string, what: string) => marks.has(`${id} ${what}`)),
    mark: vi.fn(async (id: string, what: string) => marks.size < marks.add(`${id} ${what}`).size),
  };
};

test('a thing is told once per incident', async () => {
  const tell = vi.fn(async () => {});
  const marks = store();
  expect(await tellOnce('i-1', 'mail', tell, marks)).toBe(true);
  expect(await tellOnce('i-1', 'mail', tell, marks)).toBe(false);
  expect(await tellOnce('i-2', 'mail', tell, marks)).toBe(true);
  expect(tell).toHaveBeenCalledTimes(2);
});

test('what could not be told is not marked, so the next run tells it', async () => {
  const tell = vi.fn(async () => {});
  tell.mockRejectedValueOnce(new Error('SNS is down'));
  const marks = store();
  await expect(tellOnce('i-1', 'mail', tell, marks)).rejects.toThrow('SNS is down');
  expect(marks.mark).not.toHaveBeenCalled();
  expect(await tellOnce('i-1', 'mail', tell, marks)).toBe(true);
});

test('a store that does not answer keeps nobody from being told', async () => {
  const tell = vi.fn(async () => {});
  const down = async () => {
    throw new Error('DynamoDB is down');
  };
  expect(await tellOnce('i-1', 'mail', tell, { marked: down, mark: down })).toBe(true);
  expect(tell).toHaveBeenCalledOnce();
});
