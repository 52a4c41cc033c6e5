import type { TextField } from '../query/query.ts';

/** What runs may have in common: a member of the run, or a place in its input. */
export type SharedField = {
  /** As it is written before a value: `actor`, `input.plan`. */
  readonly name: string;
  /** What the filter language calls it, where it has a name. */
  readonly filter?: { readonly field: TextField } | { readonly path: readonly string[] };
  /** Whether it is worth knowing that a run has the field at all. */
  readonly isOptional?: true;
};

export type SharedValue = {
  readonly field: SharedField;
  /** Absent for any value of the field. */
  readonly text?: string;
};

/** Where runs have values: a member of the run, or a place in a payload. */
export type ValuePlace = {
  /** The keys that lead to it. */
  readonly keys: readonly string[];
  readonly below: Map<string, ValuePlace>;
  /** Absent until it has a value; `null` where values are not compared. */
  field?: Field | null;
};

type Field = { readonly field: SharedField; readonly ids: Map<string, number>; readonly any: number };

/** The field of a place; `undefined` where its values are not compared. */
export type CreateField = (keys: readonly string[]) => SharedField | undefined;

/** The values of runs, as numbers: places in `values`. */
export type ValueTable = {
  /** Returns the same place for the same keys; `undefined` for a new one when there are too many. */
  readonly placeOf: (key: string, above?: ValuePlace) => ValuePlace | undefined;
  /** Begins a run, to which the values added next belong. */
  readonly beginRun: (isFailed: boolean) => void;
  /** `create` is called once for a place. */
  readonly addValue: (place: ValuePlace, text: string, create: CreateField) => void;
  readonly runs: () => number;
  readonly failed: () => readonly number[];
  /** Where the values of each run begin in `members`. */
  readonly starts: () => readonly number[];
  readonly members: () => readonly number[];
  readonly values: () => readonly SharedValue[];
  /** The names of fields of which later values were left out, because they have too many. */
  readonly leftOut: () => readonly string[];
};

const mostValuesOfField = 20_000;
const mostValues = 200_000;
const mostFields = 1_000;
const mostPlaces = 10_000;

/**
 * A value that is kept is counted from the first run that has it, so that limits leave values out but never
 * falsify counts. Runs that failed should be added first.
 */
export function createValueTable(): ValueTable {
  const root: ValuePlace = { keys: [], below: new Map() };
  const values: SharedValue[] = [];
  const failed: number[] = [];
  const starts: number[] = [];
  const members: number[] = [];
  const leftOut = new Set<string>();
  /** The last run that has each value: a run has a value once. */
  const lastRun: number[] = [];
  let run = 0;
  let fields = 0;
  let places = 0;

  function createValue(value: SharedValue): number {
    values.push(value);
    lastRun.push(0);
    return values.length - 1;
  }

  function placeOf(key: string, above = root): ValuePlace | undefined {
    const known = above.below.get(key);
    if (known) return known;
    if (places >= mostPlaces) return refuse('more fields');
    places += 1;
    const place = { keys: [...above.keys, key], below: new Map() };
    above.below.set(key, place);
    return place;
  }

  function fieldOf(place: ValuePlace, create: CreateField): Field | null | undefined {
    if (place.field !== undefined) return place.field;
    if (fields >= mostFields) return refuse('more fields');
    const field = create(place.keys) ?? null;
    fields += 1;
    place.field = field && {
      field,
      ids: new Map(),
      any: field.isOptional ? createValue({ field }) : -1,
    };
    return place.field;
  }

  function refuse(name: string): undefined {
    leftOut.add(name);
  }

  function idOf({ field, ids }: Field, text: string): number | undefined {
    const found = ids.get(text);
    if (found !== undefined) return found;
    if (ids.size >= mostValuesOfField || values.length >= mostValues) return refuse(field.name);
    const id = createValue({ field, text });
    ids.set(text, id);
    return id;
  }

  function addMember(id: number): void {
    if (lastRun[id] === run) return;
    lastRun[id] = run;
    members.push(id);
  }

  return {
    placeOf,
    beginRun(isFailed) {
      run += 1;
      failed.push(Number(isFailed));
      starts.push(members.length);
    },
    addValue(place, text, create) {
      const field = fieldOf(place, create);
      if (!field) return;
      if (field.any >= 0) addMember(field.any);
      const id = idOf(field, text);
      if (id !== undefined) addMember(id);
    },
    runs: () => run,
    failed: () => failed,
    starts: () => starts,
    members: () => members,
    values: () => values,
    leftOut: () => [...leftOut],
  };
}
