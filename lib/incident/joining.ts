import { timestamp } from '#lib/platform/clock.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { hasRoom, nobodyHoldsIt, nothingIsLeft, notRestored, sameKey } from './conditions.ts';
import { attribute } from './item.ts';
import { Update } from './update.ts';

/** The update with which a signal joins an incident that was finished. */
export const joining = (accessKeyId: string | undefined, signal: LeakSignal): Update => {
  const update = new Update().setOnce(attribute.signal(signal.id), signal).onlyIf(
    `${hasRoom} AND ${notRestored} AND ${nothingIsLeft} AND ${nobodyHoldsIt} AND ${sameKey(accessKeyId)}`,
    {
      ':now': timestamp(),
      ':restored': 'restored',
      ':true': true,
      ...(accessKeyId !== undefined && { ':key': accessKeyId }),
    },
    { '#status': 'status', '#signal': attribute.signal(signal.id) },
  );
  if (accessKeyId !== undefined) update.setOnce('accessKeyId', accessKeyId);
  return update;
};

/** The update after which further signals are not written any more. */
export const closing = (): Update => new Update().set('signalsFull', true);
