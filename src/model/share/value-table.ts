import { createNumberColumn, type Measure, type NumberColumn } from './number-column.ts';
import type { SharedField, SharedValue } from './shared-value.ts';

export type ValuePlace = {
  readonly keys: readonly string[];
  readonly below: Map<string, ValuePlace>;
  /** Absent until the first value; `null` if values are not compared. */
  field?: Field | null;
  /** By the name of the measure. */
  readonly columns: Map<string, NumberColumn | null>;
};

type Field = {
  readonly field: SharedField;
  readonly ids: Map<string, number>;
  readonly any: number;
  /** The last run that has a value. */
  lastRun: number;
  isMany: boolean;
  isLeftOut: boolean;
};

/** `undefined` if the values of the place are not compared. */
export type CreateField = (keys: readonly string[]) => SharedField | undefined;

export type FieldTexts = { readonly field: SharedField; readonly ids: ReadonlyMap<string, number> };

export type AddedRun = {
  readonly id: string;
  readonly isFailed: boolean;
  /** Other runs only tell what began with the compared time. */
  readonly isInTime?: boolean;
};

const mostValuesOfField = 20_000;
const mostValues = 200_000;
const mostFields = 1_000;
const mostPlaces = 10_000;
const mostColumns = 500;

export type ValueTable = ReturnType<typeof createValueTable>;

/**
 * The values of runs as numbers, which are indexes in `values`. A value is counted from its first run on or
 * left out, so that limits falsify no counts. Failed runs should be added first.
 */
export function createValueTable() {
  const runs = createRunList();
  const leftOut = new Set<string>();
  const { placeOf, columnOf, columns } = createPlaces(leftOut);
  const values: SharedValue[] = [];
  const starts: number[] = [];
  const members: number[] = [];
  const fields: Field[] = [];
  /** The last run with each value, since a run has a value once. */
  const lastRun: number[] = [];
  /** The id of an input that was read. */
  let readInput = -1;

  function createValue(value: SharedValue): number {
    values.push(value);
    lastRun.push(0);
    return values.length - 1;
  }

  function fieldOf(place: ValuePlace, create: CreateField): Field | null | undefined {
    if (place.field !== undefined) return place.field;
    if (fields.length >= mostFields) return void leftOut.add('more fields');
    const field = create(place.keys);
    place.field = field ? createField(field) : null;
    return place.field;
  }

  function createField(field: SharedField): Field {
    const any = field.isOptional ? createValue({ field }) : -1;
    const kept = { field, ids: new Map(), any, lastRun: 0, isMany: false, isLeftOut: false };
    fields.push(kept);
    return kept;
  }

  function idOf(kept: Field, text: string): number | undefined {
    const found = kept.ids.get(text);
    if (found !== undefined) return found;
    if (kept.ids.size >= mostValuesOfField || values.length >= mostValues) {
      kept.isLeftOut = true;
      return void leftOut.add(kept.field.name);
    }
    const id = createValue({ field: kept.field, text });
    kept.ids.set(text, id);
    return id;
  }

  function addMember(id: number): void {
    const run = runs.count();
    if (lastRun[id] === run) return;
    lastRun[id] = run;
    members.push(id);
  }

  return {
    placeOf,
    beginRun(run: AddedRun): void {
      runs.add(run);
      starts.push(members.length);
    },
    /** Calls `create` once for a place. */
    addValue(place: ValuePlace, text: string, create: CreateField): void {
      const field = fieldOf(place, create);
      if (!field) return;
      if (field.any >= 0) addMember(field.any);
      const id = idOf(field, text);
      if (field.lastRun === runs.count()) field.isMany = true;
      field.lastRun = runs.count();
      if (id !== undefined) addMember(id);
    },
    /** Adds an input, whose fields may be absent if it was read. */
    addInput(place: ValuePlace, shared: SharedField, isRead: boolean): void {
      const field = fieldOf(place, () => shared);
      if (!field) return;
      addMember(field.any);
      if (readInput < 0) readInput = createValue({ field: shared });
      if (isRead) addMember(readInput);
    },
    /** Keeps the largest of several numbers of a run. */
    addNumber: (place: ValuePlace, measure: Measure, value: number): void =>
      columnOf(place, measure)?.add(runs.count() - 1, value),
    runs: runs.count,
    ...{ failed: runs.failed, ids: runs.ids, inTime: runs.inTime },
    /** The indexes in `members` at which the values of each run begin. */
    starts: (): readonly number[] => starts,
    members: (): readonly number[] => members,
    values: (): readonly SharedValue[] => values,
    /** The id of an input that was read, which is no value. */
    readInput: () => readInput,
    optional: () => optionalFields(fields, readInput),
    /** Fields with at most one text in each run, of which none was left out. */
    texts: (): readonly FieldTexts[] => fields.filter(({ isMany, isLeftOut }) => !isMany && !isLeftOut),
    columns: (): readonly NumberColumn[] => columns,
    /** Fields with too many values to count all. */
    leftOut: (): readonly string[] => [...leftOut],
  };
}

/** The fields that runs may lack: ids of any value, of `null`, and of an input that may have it. */
function optionalFields(fields: readonly Field[], readInput: number) {
  return fields
    .filter(({ any }) => any >= 0)
    .map(({ field, any, ids }) => ({
      ...{ field, any, nothing: ids.get('null') },
      input: field.filter && readInput >= 0 ? readInput : undefined,
    }));
}

function createRunList() {
  const ids: string[] = [];
  const failed: number[] = [];
  const inTime: number[] = [];
  return {
    add({ id, isFailed, isInTime = true }: AddedRun): void {
      ids.push(id);
      failed.push(Number(isFailed));
      inTime.push(Number(isInTime));
    },
    count: () => ids.length,
    ids: (): readonly string[] => ids,
    failed: (): readonly number[] => failed,
    inTime: () => Uint8Array.from(inTime),
  };
}

function createPlaces(leftOut: Set<string>) {
  const root = createPlace([]);
  const columns: NumberColumn[] = [];
  let places = 0;

  /** The place of a key, always the same; `undefined` for a new one when there are too many. */
  function placeOf(key: string, above = root): ValuePlace | undefined {
    const known = above.below.get(key);
    if (known) return known;
    if (places >= mostPlaces) return void leftOut.add('more fields');
    places += 1;
    const place = createPlace([...above.keys, key]);
    above.below.set(key, place);
    return place;
  }

  function columnOf(place: ValuePlace, measure: Measure): NumberColumn | null | undefined {
    const known = place.columns.get(measure.name);
    if (known !== undefined) return known;
    if (columns.length >= mostColumns) return void leftOut.add('more numbers');
    const field = measure.field(place.keys);
    const column = field ? createNumberColumn(field, measure) : null;
    if (column) columns.push(column);
    place.columns.set(measure.name, column);
    return column;
  }

  return { placeOf, columnOf, columns };
}

function createPlace(keys: readonly string[]): ValuePlace {
  return { keys, below: new Map(), columns: new Map() };
}
