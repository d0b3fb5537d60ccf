import type { Clock } from '../../contract.ts';
import type { Message } from './message.ts';
import type { Queue } from './queue.ts';

/**
 * Long polling: answers as soon as one message can be had, and with none once `waitSeconds` have passed on the
 * clock. A message that became visible may be gone to another poller, which is why it is a loop.
 */
export async function poll(
  queue: Queue,
  clock: Clock,
  { max, waitSeconds, visibilitySeconds }: { max: number; waitSeconds: number; visibilitySeconds?: number },
): Promise<Message[]> {
  const deadline = new Date(clock.now().getTime() + waitSeconds * 1000);
  for (;;) {
    const messages = queue.receive(max, visibilitySeconds);
    if (messages.length > 0 || clock.now() >= deadline) return messages;
    await visibleOrOver(queue, clock, deadline);
  }
}

function visibleOrOver(queue: Queue, clock: Clock, deadline: Date): Promise<void> {
  return new Promise((resolve) => {
    const end = clock.at(deadline, () => over());
    const stop = queue.onVisible(() => over());
    const over = (): void => {
      end.cancel();
      stop();
      resolve();
    };
  });
}
