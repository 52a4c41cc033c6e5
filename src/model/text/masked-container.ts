import { redactLeaf } from './redact.ts';
import { redactKeys } from './redact-keys.ts';
import { isSecretMember } from './secrets/secret-member.ts';

/** A value as `redactValue` masks it, but of a list or an object each member only once it is read. */
export function toMasked(value: unknown): unknown {
  return isContainer(value) ? new MaskedContainer(value, false) : redactLeaf(undefined, value).value;
}

/** The members of a list or an object. Those that are containers, too, are read as `MaskedContainer`. */
export class MaskedContainer {
  readonly isList: boolean;
  readonly size: number;
  readonly #source: object;
  /** A name around it says that all its members are secrets. */
  readonly #isSecret: boolean;
  /** Of an object, as recorded and as shown. Members that are `undefined` are left out. */
  readonly #keys: readonly (readonly [recorded: string, shown: string])[];
  readonly #read = new Map<number, unknown>();
  #places: ReadonlyMap<string, number> | undefined;

  constructor(source: object, isSecret: boolean) {
    this.#source = source;
    this.#isSecret = isSecret;
    this.isList = Array.isArray(source);
    this.#keys = this.isList ? [] : keysOf(source);
    this.size = Array.isArray(source) ? source.length : this.#keys.length;
  }

  /** How the member at a place is called, a secret in its key masked; of a list, its index. */
  keyAt(at: number): string {
    return this.isList ? String(at) : (this.#keys[at]?.[1] ?? '');
  }

  memberAt(at: number): unknown {
    if (this.#read.has(at)) return this.#read.get(at);
    const member = this.#mask(this.isList ? String(at) : (this.#keys[at]?.[0] ?? ''));
    this.#read.set(at, member);
    return member;
  }

  /** The place of the member that is called so; -1 where there is none. */
  placeOf(key: string): number {
    if (this.isList) return /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < this.size ? Number(key) : -1;
    this.#places ??= new Map(this.#keys.map(([, shown], at) => [shown, at]));
    return this.#places.get(key) ?? -1;
  }

  #mask(key: string): unknown {
    const member: unknown = Reflect.get(this.#source, key);
    const isSecret = this.#isSecret || isSecretMember(this.#source, key);
    if (isContainer(member)) return new MaskedContainer(member, isSecret);
    return redactLeaf(key, member, isSecret).value;
  }
}

function keysOf(source: object): readonly (readonly [recorded: string, shown: string])[] {
  const keys = Object.keys(source);
  const shown = redactKeys(keys).keys;
  return keys
    .map((key, at) => [key, shown[at] ?? key] as const)
    .filter(([key]) => Reflect.get(source, key) !== undefined);
}

/** Special values, such as dates, are no containers. */
function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
