import { createYielding } from '../../../async/yield-to-event-loop.ts';

/** How to rebuild a JSON value from consecutive pieces of given lengths. */
type Shape =
  /** `some` are several items or members of the container. */
  | { readonly type: 'json' | 'string' | 'some'; readonly bytes: number }
  | { readonly type: 'list'; readonly parts: readonly Shape[] }
  | { readonly type: 'object'; readonly parts: readonly (readonly [key: string, Shape])[] };

/** A JSON value for another thread to parse piece by piece. */
export type PackedValue = { readonly bytes: SharedArrayBuffer; readonly shape: Shape };

/** JSON of this length parses in about a millisecond. */
const pieceLength = 256 * 1024;

/** Pieces have at most `maxLength` characters, unless a string or number is longer. */
export function packValue(value: unknown, maxLength = pieceLength): PackedValue {
  const pieces: Buffer[] = [];
  const shape = shapeOf(value, undefined, { pieces, maxLength });
  const bytes = new SharedArrayBuffer(pieces.reduce((total, piece) => total + piece.byteLength, 0));
  const target = Buffer.from(bytes);
  let at = 0;
  for (const piece of pieces) at += piece.copy(target, at);
  return { bytes, shape };
}

type Packer = { readonly pieces: Buffer[]; readonly maxLength: number };

/** `json` is the value's JSON, if known; not needed for a large container. */
function shapeOf(value: unknown, json: string | undefined, packer: Packer): Shape {
  const isContainer = typeof value === 'object' && value !== null;
  const text = isContainer ? json : (json ?? JSON.stringify(value));
  if (text === undefined || text.length > packer.maxLength) {
    if (typeof value === 'string' && value.isWellFormed()) return add('string', value, packer);
    if (Array.isArray(value)) return { type: 'list', parts: listParts(value, packer) };
    // Assigning a member of that name would set the prototype.
    if (isContainer && !Object.hasOwn(value, '__proto__')) {
      return { type: 'object', parts: objectParts(value, packer) };
    }
  }
  return add('json', text ?? JSON.stringify(value), packer);
}

function add<Type extends 'json' | 'string' | 'some'>(type: Type, text: string, { pieces }: Packer) {
  const piece = Buffer.from(text);
  pieces.push(piece);
  return { type, bytes: piece.byteLength };
}

function listParts(list: readonly unknown[], packer: Packer): readonly Shape[] {
  const parts: Shape[] = [];
  const small = collect(packer, texts => parts.push(add('some', `[${texts.join()}]`, packer)));
  for (const item of list) {
    const json = JSON.stringify(item);
    if (small.take(json)) continue;
    small.end();
    parts.push(shapeOf(item, json, packer));
  }
  small.end();
  return parts;
}

function objectParts(object: object, packer: Packer): readonly (readonly [string, Shape])[] {
  const parts: (readonly [string, Shape])[] = [];
  const small = collect(packer, texts => parts.push(['', add('some', `{${texts.join()}}`, packer)]));
  for (const [key, member] of Object.entries(object)) {
    const json = JSON.stringify(member);
    if (small.take(`${JSON.stringify(key)}:${json}`)) continue;
    small.end();
    parts.push([key, shapeOf(member, json, packer)]);
  }
  small.end();
  return parts;
}

/** Joins texts up to about `maxLength`; refuses a longer text. */
function collect({ maxLength }: Packer, give: (texts: readonly string[]) => void) {
  let texts: string[] = [];
  let length = 0;
  const end = () => {
    if (texts.length > 0) give(texts);
    texts = [];
    length = 0;
  };
  return {
    end,
    take: (text: string): boolean => {
      if (text.length > maxLength) return false;
      texts.push(text);
      length += text.length;
      if (length >= maxLength) end();
      return true;
    },
  };
}

/** Yields to the event loop between pieces. */
export async function unpackValue({ bytes, shape }: PackedValue, signal?: AbortSignal): Promise<unknown> {
  const source = Buffer.from(bytes);
  const yielding = createYielding(signal);
  let at = 0;

  async function next(length: number): Promise<string> {
    if (yielding.isDue()) await yielding.yieldNow();
    at += length;
    return source.toString('utf8', at - length, at);
  }

  async function build(part: Shape): Promise<unknown> {
    switch (part.type) {
      case 'string':
        return next(part.bytes);
      case 'list': {
        const list: unknown[] = [];
        for (const one of part.parts) {
          const made = await build(one);
          if (one.type === 'some' && Array.isArray(made)) for (const item of made) list.push(item);
          else list.push(made);
        }
        return list;
      }
      case 'object': {
        const object: Record<string, unknown> = {};
        for (const [key, one] of part.parts) {
          const made = await build(one);
          if (one.type === 'some') Object.assign(object, made);
          else object[key] = made;
        }
        return object;
      }
      default:
        return JSON.parse(await next(part.bytes));
    }
  }

  return build(shape);
}
