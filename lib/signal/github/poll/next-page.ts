import type { Ask, Question } from './ask.ts';

// Whatever else stands in the link must not change what is asked for.
const pointers = ['page', 'cursor', 'after', 'before'];

/**
 * The parameters of the next page out of a Link header, undefined on the last one. The address itself is not followed:
 * our token goes to the configured host and nowhere else.
 */
export const nextPage = (link: string | undefined): Record<string, string> | undefined => {
  const url = /<([^<>]+)>;\s*rel="next"/.exec(link ?? '')?.[1] ?? '';
  if (!URL.canParse(url)) return undefined;
  const found = [...new URL(url).searchParams].filter(([name]) => pointers.includes(name));
  return found.length > 0 ? Object.fromEntries(found) : undefined;
};

/** Asks for one page after the other until there is none, or `take` has enough. @throws what `ask` and `take` throw */
export const everyPage = async (
  ask: Ask,
  question: Question,
  take: (body: unknown) => Promise<'more' | 'enough'>,
): Promise<void> => {
  let next: Record<string, string> | undefined = {};
  while (next) {
    const answer: Awaited<ReturnType<Ask>> = await ask({
      ...question,
      parameters: { per_page: 100, ...question.parameters, ...next },
    });
    if ((await take(answer.body)) === 'enough') return;
    next = answer.next;
  }
};
