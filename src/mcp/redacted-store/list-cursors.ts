import * as v from 'valibot';
import { wrongCursor } from '../answer/cursor.ts';
import type { ListPlace } from './list-shown.ts';
import { createSealedCursors } from './sealed-cursors.ts';

const placeSchema = v.object({
  cursor: v.optional(v.string()),
  after: v.optional(v.object({ createdAt: v.number(), id: v.string(), target: v.optional(v.string()) })),
  read: v.number(),
  total: v.optional(v.number()),
});

/** A cursor begins with one of them: it is the store's own, or the place in a search. */
const [ofStore, ofPlace] = ['s', 'p'];

/** The cursors of a list that a store answers itself, or that is searched run by run. */
export function createListCursors() {
  const { seal, open } = createSealedCursors();
  return {
    ofStore: (cursor: string) => seal(ofStore + cursor),
    ofPlace: (place: ListPlace) => seal(ofPlace + JSON.stringify(place)),
    readCursor: (sealed: string): string => {
      const text = open(sealed);
      if (!text.startsWith(ofStore)) throw wrongCursor();
      return text.slice(1);
    },
    readPlace: (sealed: string): ListPlace => {
      const text = open(sealed);
      if (text.startsWith(ofStore)) return { cursor: text.slice(1), read: 0 };
      return v.parse(placeSchema, JSON.parse(text.slice(1)));
    },
  };
}
