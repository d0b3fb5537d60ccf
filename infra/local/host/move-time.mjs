// The function and the SDK that signs for it live in the time of the embedded AWS: a signature made in another
// time would be refused as skewed, and a session would never expire.
let offset = 0;
const RealDate = globalThis.Date;
const now = () => RealDate.now() + offset;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, values, newTarget) =>
    Reflect.construct(target, values.length > 0 ? values : [now()], newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, property) => (property === 'now' ? now : Reflect.get(target, property)),
});
RealDate.prototype.constructor = globalThis.Date;

/** Sets the time of this process: so many milliseconds ahead of the machine's. */
export const moveTime = (milliseconds) => {
  offset = milliseconds;
};
