import { InspectorError } from '../../model/errors.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import { toMasked } from '../../model/text/masked-container.ts';
import { boundValue } from './bound-value.ts';
import { readOffset } from './cursor.ts';
import { memberAt } from './members.ts';

/** About how many characters of JSON an answer has at most: some 8,000 tokens. */
const answerChars = 30_000;
const mostCuts = 20;

/** The JSON text that a tool answers with: masked, bounded, and safe for a terminal. */
export type Answer = string;

export type Part = {
  /** A member of the value, which is answered instead: its keys joined by dots. */
  readonly path?: string;
  /** Where the answer before this one ended. */
  readonly cursor?: string;
};

/** Answers with one value, or a part of it, and says what was left out. */
export function answerValue(value: object, { path = '', cursor }: Part = {}): Answer {
  const start = readOffset(cursor);
  const masked = toMasked(value);
  const found = path === '' ? masked : memberAt(masked, path);
  if (found === undefined) throw nothingAt(path);
  const bounded = boundValue(found, answerChars, path, start);
  const cuts = bounded.cuts.map(({ path: at, shown, of, unit }) => ({
    path: at,
    shown,
    of,
    unit,
    cursor: String(shown),
  }));
  const leftOut =
    cuts.length === 0
      ? {}
      : {
          leftOut: cuts.slice(0, mostCuts),
          leftOutNote: 'to read on, call again with the same arguments and the path and cursor of an entry',
          leftOutMore: cuts.length > mostCuts ? cuts.length - mostCuts : undefined,
        };
  const shown = path === '' ? bounded.value : { path, value: bounded.value };
  return toJsonText({ ...leftOut, ...(typeof shown === 'object' ? shown : {}) }, { indent: 0 });
}

export type List = {
  /** What the rows are called in the answer. */
  readonly name: string;
  readonly rows: readonly object[];
  /** How many rows there may be: each has an equal share of the room. */
  readonly limit: number;
  /** Of the next call; no secret, whatever it looks like. */
  readonly nextCursor: string | undefined;
  /** What else there is to say. */
  readonly notes?: object;
};

/** Answers with a page of rows. Long members of a row are shortened, and end with `…`. */
export function answerList({ name, rows, limit, nextCursor, notes = {} }: List): Answer {
  const room = answerChars / limit;
  const shown = rows.map(row => boundValue(toMasked(row), room).value);
  const said = boundValue(toMasked(notes), answerChars / 10).value;
  return toJsonText(
    { [name]: shown, nextCursor: nextCursor ?? null, ...(typeof said === 'object' ? said : {}) },
    { indent: 0 },
  );
}

function nothingAt(path: string): InspectorError {
  return new InspectorError('not-found', `there is nothing at the path "${path}"`, {
    hint: 'a path is the keys on the way, joined by dots, such as "input.items.0"; it begins where the whole answer does',
  });
}
