import { MaskedContainer } from '../../model/text/masked-container.ts';
import type { Cut } from './cut.ts';
import { deepest, measure } from './measure.ts';
import { safeText } from './safe-text.ts';

/** Up to this length, an item of a list is shown whole while there is room. */
const wholeItem = 2_000;
const leastMember = 40;

type Place = { readonly path: string; readonly depth: number; readonly cuts: Cut[] };

export type Bounded = { readonly value: unknown; readonly cuts: readonly Cut[] };

/**
 * A masked value that takes about `limit` characters as JSON at most, safe for a terminal. What is small is
 * kept whole, and what is large shares the room that this leaves. `start` is the character, item or member
 * to begin with; `path` is the value's own.
 */
export function boundValue(value: unknown, limit: number, path = '', start = 0): Bounded {
  const cuts: Cut[] = [];
  return { value: bound(value, limit, { path, depth: 0, cuts }, start), cuts };
}

function bound(value: unknown, limit: number, place: Place, start = 0): unknown {
  if (typeof value === 'string') return boundText(safeText(value), limit, place, start);
  if (!(value instanceof MaskedContainer)) return value;
  if (place.depth > deepest) {
    place.cuts.push({ path: place.path, shown: 0, of: 1, unit: 'levels' });
    return '…';
  }
  return value.isList ? boundList(value, limit, place, start) : boundObject(value, limit, place, start);
}

function boundText(text: string, limit: number, { path, cuts }: Place, start: number): string {
  const rest = text.slice(start);
  if (rest.length <= limit) return rest;
  const shown = rest.slice(0, Math.max(1, limit - 2)).replace(/[\ud800-\udbff]$/u, '');
  cuts.push({ path, shown: start + shown.length, of: text.length, unit: 'characters' });
  return `${shown}…`;
}

function boundList(list: MaskedContainer, limit: number, place: Place, start: number): readonly unknown[] {
  const shown: unknown[] = [];
  let room = limit;
  for (let at = start; at < list.size; at += 1) {
    const item = list.memberAt(at);
    const size = measure(item, room);
    if (shown.length > 0 && size > room && room < wholeItem) break;
    const share = Math.min(size, Math.max(room / (list.size - at), Math.min(room, wholeItem)));
    shown.push(bound(item, share, memberOf(place, String(at))));
    room -= share + 1;
  }
  const end = start + shown.length;
  if (end < list.size) place.cuts.push({ path: place.path, shown: end, of: list.size, unit: 'items' });
  return shown;
}

function boundObject(object: MaskedContainer, limit: number, place: Place, start: number): object {
  const rooms = shareRoom(sizesOfFirst(object, limit, start), limit);
  const shown = {};
  for (const [index, share] of rooms.entries()) {
    const key = object.keyAt(start + index);
    const room = Math.max(leastMember, share - key.length - 4);
    // A member named `__proto__` must stay a member.
    Object.defineProperty(shown, safeText(key), {
      value: bound(object.memberAt(start + index), room, memberOf(place, key)),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  const end = start + rooms.length;
  if (end < object.size) place.cuts.push({ path: place.path, shown: end, of: object.size, unit: 'members' });
  return shown;
}

/** Of the first members that there is room for, if the large ones are shortened: of one at least. */
function sizesOfFirst(object: MaskedContainer, limit: number, start: number): readonly number[] {
  const sizes: number[] = [];
  let room = limit;
  for (let at = start; at < object.size; at += 1) {
    const size = object.keyAt(at).length + 4 + measure(object.memberAt(at), limit);
    room -= Math.min(size, leastMember);
    if (room < 0 && sizes.length > 0) break;
    sizes.push(size);
  }
  return sizes;
}

/** Gives each what it needs, the smallest first, and the largest ones an equal share of what is left. */
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

function memberOf({ path, depth, cuts }: Place, key: string): Place {
  return { path: path === '' ? key : `${path}.${key}`, depth: depth + 1, cuts };
}
