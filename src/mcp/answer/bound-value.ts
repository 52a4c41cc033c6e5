import { MaskedContainer } from '../../model/text/redact-value.ts';
import {
  type Cut,
  deepest,
  endWithin,
  keyBytes,
  measure,
  quotesBytes,
  safeText,
  sentBytes,
  shownKey,
} from './measure.ts';
import { pathOfMember } from './part-path.ts';

/** Up to this many bytes, an item of a list is shown whole while there is room. */
const wholeItem = 2_000;
/** A number or a time fits. */
const leastMember = 40;
const ellipsis = '…';
const ellipsisBytes = sentBytes(ellipsis);

type Place = { readonly path: string; readonly depth: number; readonly cuts: Cut[] };

/**
 * A masked value in at most `limit` bytes as sent, safe for a terminal. Small parts stay whole, and large
 * ones share the rest of the room. `start` is the first character, item or member to show.
 */
export function boundValue(value: unknown, limit: number, path = '', start = 0) {
  const cuts: Cut[] = [];
  return { value: bound(value, limit, { path, depth: 0, cuts }, start), cuts };
}

function bound(value: unknown, limit: number, place: Place, start = 0): unknown {
  if (typeof value === 'string') return boundText(safeText(value), limit, place, start);
  if (!(value instanceof MaskedContainer)) return boundOther(value, limit);
  if (place.depth > deepest) {
    place.cuts.push({ path: place.path, shown: 0, of: 1, unit: 'levels' });
    return ellipsis;
  }
  return value.isList ? boundList(value, limit, place, start) : boundObject(value, limit, place, start);
}

function boundText(text: string, limit: number, { path, cuts }: Place, start: number): string {
  const room = limit - quotesBytes;
  if (endWithin(text, start, room) >= text.length) return text.slice(start);
  const end = endWithin(text, start, room - ellipsisBytes);
  cuts.push({ path, shown: end, of: text.length, unit: 'characters' });
  return text.slice(start, end) + ellipsis;
}

/** An instance of a class, of which stores make none, may have any length. */
function boundOther(value: unknown, limit: number): unknown {
  const isLong = typeof value === 'object' && value !== null && measure(value, limit) > limit;
  return isLong ? ellipsis : value;
}

function boundList(list: MaskedContainer, limit: number, place: Place, start: number): readonly unknown[] {
  const shown: unknown[] = [];
  let room = limit - 2;
  for (let at = start; at < list.size; at += 1) {
    const item = list.memberAt(at);
    const size = measure(item, room);
    if (size > room && room < (shown.length > 0 ? wholeItem : leastMember)) break;
    const share = Math.min(size, Math.max(room / (list.size - at), Math.min(room, wholeItem)));
    shown.push(bound(item, share, memberOf(place, list, at)));
    room -= share + 1;
  }
  const end = start + shown.length;
  if (end < list.size) place.cuts.push({ path: place.path, shown: end, of: list.size, unit: 'items' });
  return shown;
}

function boundObject(object: MaskedContainer, limit: number, place: Place, start: number): object {
  const members = firstMembers(object, limit - 2, start);
  const shown = {};
  for (const [index, { name, room }] of members.entries()) {
    const at = start + index;
    // A member named `__proto__` must stay a member.
    Object.defineProperty(shown, name, {
      value: bound(object.memberAt(at), room, memberOf(place, object, at)),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  const end = start + members.length;
  if (end < object.size) place.cuts.push({ path: place.path, shown: end, of: object.size, unit: 'members' });
  return shown;
}

type Member = {
  readonly name: string;
  /** In bytes. */
  readonly room: number;
};

function firstMembers(object: MaskedContainer, limit: number, start: number): readonly Member[] {
  const names = new Set<string>();
  const members: { readonly name: string; readonly least: number; readonly more: number }[] = [];
  let rest = limit;
  for (let at = start; at < object.size; at += 1) {
    const name = numberKey(shownKey(object.keyAt(at)), names);
    const size = measure(object.memberAt(at), limit);
    const least = Math.min(size, leastMember);
    const needed = keyBytes(name) + least;
    if (needed > rest) break;
    rest -= needed;
    names.add(name);
    members.push({ name, least, more: size - least });
  }
  const sizes = members.map(({ more }) => more);
  const shares = shareRoom(sizes, rest);
  return members.map(({ name, least }, index) => ({ name, room: least + (shares[index] ?? 0) }));
}

/** Numbers keys that differ only in what is not shown. */
function numberKey(key: string, names: ReadonlySet<string>): string {
  let name = key;
  for (let count = 2; names.has(name); count += 1) name = `${key} (${count})`;
  return name;
}

/** The smallest first; the largest share what is left. */
function shareRoom(sizes: readonly number[], limit: number): readonly number[] {
  const rooms: number[] = [];
  let room = limit;
  let left = sizes.length;
  for (const [at, size] of [...sizes.entries()].sort(([, a], [, b]) => a - b)) {
    const share = Math.min(size, room / left);
    rooms[at] = share;
    room -= share;
    left -= 1;
  }
  return rooms;
}

function memberOf({ path, depth, cuts }: Place, container: MaskedContainer, at: number): Place {
  return { path: pathOfMember(path, container, at), depth: depth + 1, cuts };
}
