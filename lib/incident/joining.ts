import { timestamp } from '#lib/platform/clock.ts';
import type { LeakSignal } from '#lib/signal/leak-signal.ts';
import { hasRoom, nobodyHoldsIt, nothingIsLeft, notRestored, sameKey } from './conditions.ts';
import { descentOf } from './descent.ts';
import { attribute } from './item.ts';
import { Update } from './update.ts';

/** The update with which a signal joins an incident that was finished. */
export const joining = (incidentId: string, accessKeyId: string | undefined, signal: LeakSignal): Update =>
  new Update()
    .setOnce(attribute.signal(signal.id), signal)
    .setOnceIf('accessKeyId', accessKeyId)
    .setOnceIf('descendantOf', descentOf(signal, incidentId))
    .onlyIf(
      `${hasRoom} AND ${notRestored} AND ${nothingIsLeft} AND ${nobodyHoldsIt} AND ${sameKey(accessKeyId)}`,
      {
        ':now': timestamp(),
        ':restored': 'restored',
        ':true': true,
        ...(accessKeyId !== undefined && { ':key': accessKeyId }),
      },
      { '#status': 'status', '#signal': attribute.signal(signal.id) },
    );

/** The update after which further signals are not written any more. */
export const closing = (): Update => new Update().set('signalsFull', true);
