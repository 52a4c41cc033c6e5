import type { Cut } from './cut.ts';
import { deepest, measure } from './measure.ts';
import { isContainer, membersOf } from './members.ts';
import { safeText } from './safe-text.ts';

/** Up to this length, an item of a list is shown whole while there is room. */
const wholeItem = 2_000;
const leastMember = 40;

type Place = { readonly path: string; readonly depth: number; readonly cuts: Cut[] };

export type Bounded = { readonly value: unknown; readonly cuts: readonly Cut[] };

/**
 * A value that takes about `limit` characters as JSON at most, safe for a terminal. What is small is kept
 * whole, and what is large shares the room that this leaves. `start` is the character, item or member to
 * begin with; `path` is the value's own.
 */
export function boundValue(value: unknown, limit: number, path = '', start = 0): Bounded {
  const cuts: Cut[] = [];
  return { value: bound(value, limit, { path, depth: 0, cuts }, start), cuts };
}

function bound(value: unknown, limit: number, place: Place, start = 0): unknown {
  if (typeof value === 'string') return boundText(safeText(value), limit, place, start);
  if (!isContainer(value)) return value;
  if (place.depth > deepest) {
    place.cuts.push({ path: place.path, shown: 0, of: 1, unit: 'levels' });
    return '…';
  }
  return Array.isArray(value)
    ? boundList(value, limit, place, start)
    : boundObject([...membersOf(value)], limit, place, start);
}

function boundText(text: string, limit: number, { path, cuts }: Place, start: number): string {
  const rest = text.slice(start);
  if (rest.length <= limit) return rest;
  const shown = rest.slice(0, Math.max(1, limit - 2)).replace(/[\ud800-\udbff]$/u, '');
  cuts.push({ path, shown: start + shown.length, of: text.length, unit: 'characters' });
  return `${shown}…`;
}

function boundList(list: readonly unknown[], limit: number, place: Place, start: number): readonly unknown[] {
  const shown: unknown[] = [];
  let room = limit;
  for (let at = start; at < list.length; at += 1) {
    const size = measure(list[at], room);
    if (shown.length > 0 && size > room && room < wholeItem) break;
    const share = Math.min(size, Math.max(room / (list.length - at), Math.min(room, wholeItem)));
    shown.push(bound(list[at], share, memberOf(place, String(at))));
    room -= share + 1;
  }
  const end = start + shown.length;
  if (end < list.length) place.cuts.push({ path: place.path, shown: end, of: list.length, unit: 'items' });
  return shown;
}

function boundObject(
  all: readonly (readonly [string, unknown])[],
  limit: number,
  place: Place,
  start: number,
): object {
  const sizes = all.slice(start).map(([key, member]) => key.length + 4 + measure(member, limit));
  const rooms = shareRoom(sizes.slice(0, countFitting(sizes, limit)), limit);
  const members = all.slice(start, start + rooms.length);
  const shown = {};
  for (const [at, [key, member]] of members.entries()) {
    const room = Math.max(leastMember, (rooms[at] ?? 0) - key.length - 4);
    // A member named `__proto__` must stay a member.
    Object.defineProperty(shown, safeText(key), {
      value: bound(member, room, memberOf(place, key)),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  const end = start + members.length;
  if (end < all.length) place.cuts.push({ path: place.path, shown: end, of: all.length, unit: 'members' });
  return shown;
}

/** How many of the first ones there is room for, if the large ones are shortened: one at least. */
function countFitting(sizes: readonly number[], limit: number): number {
  let room = limit;
  const none = sizes.findIndex((size, at) => {
    room -= Math.min(size, leastMember);
    return room < 0 && at > 0;
  });
  return none === -1 ? sizes.length : none;
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
