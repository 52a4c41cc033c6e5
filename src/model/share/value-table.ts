import type { TextField } from '../query/query.ts';
import { createIntList } from './int-list.ts';

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

/** The values of runs, as numbers: places in `values`. */
export type ValueTable = {
  /** Begins a run, to which the values added next belong. */
  readonly beginRun: (isFailed: boolean) => void;
  readonly addValue: (key: string, text: string, create: () => SharedField) => void;
  readonly runs: () => number;
  readonly failed: () => Uint32Array;
  /** Where the values of each run begin in `members`. */
  readonly starts: () => Uint32Array;
  readonly members: () => Uint32Array;
  readonly values: () => readonly SharedValue[];
  /** The names of fields of which later values were left out, because they have too many. */
  readonly leftOut: () => readonly string[];
};

const mostValuesOfField = 20_000;
const mostValues = 200_000;
const mostFields = 1_000;

type Field = { readonly field: SharedField; readonly ids: Map<string, number>; readonly any: number };

/**
 * A value that is kept is counted from the first run that has it, so that limits leave values out but never
 * falsify counts. Runs that failed should be added first.
 */
export function createValueTable(): ValueTable {
  const fields = new Map<string, Field>();
  const values: SharedValue[] = [];
  const [failed, starts, members] = [createIntList(), createIntList(), createIntList()];
  const leftOut = new Set<string>();
  /** The last run that has each value: a run has a value once. */
  const lastRun = createIntList();
  let run = 0;

  function createValue(value: SharedValue): number {
    values.push(value);
    lastRun.push(0);
    return values.length - 1;
  }

  function fieldOf(key: string, create: () => SharedField): Field | undefined {
    const found = fields.get(key);
    if (found) return found;
    if (fields.size >= mostFields) {
      leftOut.add('more fields');
      return undefined;
    }
    const field = create();
    const made = {
      field,
      ids: new Map<string, number>(),
      any: field.isOptional ? createValue({ field }) : -1,
    };
    fields.set(key, made);
    return made;
  }

  function idOf({ field, ids }: Field, text: string): number | undefined {
    const found = ids.get(text);
    if (found !== undefined) return found;
    if (ids.size >= mostValuesOfField || values.length >= mostValues) {
      leftOut.add(field.name);
      return undefined;
    }
    const id = createValue({ field, text });
    ids.set(text, id);
    return id;
  }

  function addMember(id: number): void {
    if (lastRun.at(id) === run) return;
    lastRun.set(id, run);
    members.push(id);
  }

  return {
    beginRun(isFailed) {
      run += 1;
      failed.push(Number(isFailed));
      starts.push(members.length());
    },
    addValue(key, text, create) {
      const field = fieldOf(key, create);
      if (!field) return;
      if (field.any >= 0) addMember(field.any);
      const id = idOf(field, text);
      if (id !== undefined) addMember(id);
    },
    runs: () => run,
    failed: failed.view,
    starts: starts.view,
    members: members.view,
    values: () => values,
    leftOut: () => [...leftOut],
  };
}
