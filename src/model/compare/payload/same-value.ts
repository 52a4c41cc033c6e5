import { isPlainContainer } from '../../payload/lazy/lazy-parts.ts';
import { LazyContainer } from '../../payload/lazy/lazy-payload.ts';
import { isText, LazyText } from '../../payload/lazy/lazy-text.ts';

const unitsPerTurn = 65_536;
const containersPerTurn = 256;

/** Whether two values that are no containers are equal. */
export function* isSameScalar(was: unknown, is: unknown): Generator<undefined, boolean> {
  if (was instanceof LazyText || is instanceof LazyText) return yield* isSameText(was, is);
  return was === is || Object.is(was, is);
}

/** Whether two containers without lazy parts are equal: whether they may be, their hashes tell. */
export function* isSameTree(was: object, is: object): Generator<undefined, boolean> {
  const rest: (readonly [object, object])[] = [[was, is]];
  for (let turns = 1; ; turns += 1) {
    const pair = rest.pop();
    if (!pair) return true;
    if (turns % containersPerTurn === 0) yield;
    if (!hasSameMembers(pair[0], pair[1], rest)) return false;
  }
}

/** Leaves containers among the members to be compared later. */
function hasSameMembers(was: object, is: object, rest: (readonly [object, object])[]): boolean {
  const keys = Object.keys(is);
  if (keys.length !== Object.keys(was).length || Array.isArray(was) !== Array.isArray(is)) return false;
  for (const key of keys) {
    const now: unknown = Reflect.get(is, key);
    const before: unknown = Object.hasOwn(was, key) ? Reflect.get(was, key) : undefined;
    if (now === before) continue;
    if (!isPlainContainer(now) || !isPlainContainer(before)) return false;
    rest.push([before, now]);
  }
  return true;
}

/** Whether two large containers have the same text, which needs no parsing. */
export function hasSameJson(was: unknown, is: unknown): boolean {
  if (!(was instanceof LazyContainer && is instanceof LazyContainer)) return false;
  return Buffer.compare(was.json(), is.json()) === 0;
}

function* isSameText(was: unknown, is: unknown): Generator<undefined, boolean> {
  if (!isText(was) || !isText(is) || was.length !== is.length) return false;
  if (was instanceof LazyText && is instanceof LazyText) {
    const isEncodedAlike = was.places.isEscaped === is.places.isEscaped;
    if (isEncodedAlike && Buffer.compare(was.encoded(), is.encoded()) === 0) return true;
  }
  for (let at = 0; at < was.length; at += unitsPerTurn) {
    if (was.slice(at, at + unitsPerTurn) !== is.slice(at, at + unitsPerTurn)) return false;
    yield;
  }
  return true;
}
