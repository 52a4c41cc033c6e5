import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { InspectorError } from '../../model/errors.ts';
import { longestCursor, wrongCursor } from '../answer/kept-lists.ts';
import type { ListPlace } from './list-shown.ts';

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

/** Cursors that only this program can read and make. */
type SealedCursors = {
  readonly seal: (cursor: string) => string;
  /** Throws an `InspectorError` for anything that was not sealed here. */
  readonly open: (sealed: string) => string;
};

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * A cursor of a store says which run was last, so that one with a secret in its id would be shown, and one
 * that an agent makes up would compare it. The same cursor is sealed to the same text.
 */
function createSealedCursors(): SealedCursors {
  const key = randomBytes(32);
  return {
    seal(cursor) {
      const nonce = createHmac('sha256', key).update(cursor).digest().subarray(0, nonceBytes);
      const sealing = createCipheriv(cipher, key, nonce);
      const sealed = Buffer.concat([sealing.update(cursor, 'utf8'), sealing.final()]);
      const text = Buffer.concat([nonce, sealing.getAuthTag(), sealed]).toString('base64url');
      if (text.length > longestCursor)
        throw new InspectorError(
          'unreadable',
          'the list goes on at a cursor that is too long to be passed on',
        );
      return text;
    },
    open(text) {
      const bytes = Buffer.from(text, 'base64url');
      if (bytes.length < nonceBytes + tagBytes) throw wrongCursor();
      const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes));
      opening.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        return (
          opening.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + opening.final('utf8')
        );
      } catch {
        throw wrongCursor();
      }
    },
  };
}
