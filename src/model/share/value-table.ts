import { createNumberColumn, type Measure, type NumberColumn } from './number-column.ts';
import type { SharedField, SharedValue } from './shared-value.ts';

/** Where runs have values: a member of the run, or a place in a payload. */
export type ValuePlace = {
  /** The keys that lead to it. */
  readonly keys: readonly string[];
  readonly below: Map<string, ValuePlace>;
  /** Absent until it has a value; `null` where values are not compared. */
  field?: Field | null;
  /** What is measured of its values, by the name of the measure. */
  readonly columns: Map<string, NumberColumn | null>;
};

type Field = {
  readonly field: SharedField;
  readonly ids: Map<string, number>;
  readonly any: number;
  /** The last run that has a value, and whether some run has several. */
  lastRun: number;
  isMany: boolean;
  isLeftOut: boolean;
};

/** The field of a place; `undefined` where its values are not compared. */
export type CreateField = (keys: readonly string[]) => SharedField | undefined;

/** A field that runs may lack: the ids of any value, of `null`, and of an input that may have it. */
export type OptionalField = {
  readonly field: SharedField;
  readonly any: number;
  readonly nothing?: number;
  readonly input?: number;
};

/** The ids of the texts of a field. */
export type FieldTexts = { readonly field: SharedField; readonly ids: ReadonlyMap<string, number> };

export type AddedRun = {
  readonly id: string;
  readonly isFailed: boolean;
  /** Whether it is of the time that is compared; other runs only tell what began with that. */
  readonly isInTime?: boolean;
};

const mostValuesOfField = 20_000;
const mostValues = 200_000;
const mostFields = 1_000;
const mostPlaces = 10_000;
const mostColumns = 500;

export type ValueTable = ReturnType<typeof createValueTable>;

/**
 * The values of runs, as numbers: places in `values`. A value that is kept is counted from the first run that
 * has it, so that limits leave values out but never falsify counts. Runs that failed should be added first.
 */
export function createValueTable() {
  const runs = createRunList();
  const leftOut = new Set<string>();
  const { placeOf, columnOf, columns } = createPlaces(leftOut);
  const values: SharedValue[] = [];
  const starts: number[] = [];
  const members: number[] = [];
  const fields: Field[] = [];
  /** The last run that has each value: a run has a value once. */
  const lastRun: number[] = [];
  /** The id of having an input that is read. */
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
    /** Begins a run, to which the values added next belong. */
    beginRun(run: AddedRun): void {
      runs.add(run);
      starts.push(members.length);
    },
    /** `create` is called once for a place. */
    addValue(place: ValuePlace, text: string, create: CreateField): void {
      const field = fieldOf(place, create);
      if (!field) return;
      if (field.any >= 0) addMember(field.any);
      const id = idOf(field, text);
      if (field.lastRun === runs.count()) field.isMany = true;
      field.lastRun = runs.count();
      if (id !== undefined) addMember(id);
    },
    /** Says that the run has an input, of which fields may be absent where it is read. */
    addInput(place: ValuePlace, shared: SharedField, isRead: boolean): void {
      const field = fieldOf(place, () => shared);
      if (!field) return;
      addMember(field.any);
      if (readInput < 0) readInput = createValue({ field: shared });
      if (isRead) addMember(readInput);
    },
    /** The largest one of several numbers of a run counts. */
    addNumber: (place: ValuePlace, measure: Measure, value: number): void =>
      columnOf(place, measure)?.add(runs.count() - 1, value),
    runs: runs.count,
    ...{ failed: runs.failed, ids: runs.ids, inTime: runs.inTime },
    /** Where the values of each run begin in `members`. */
    starts: (): readonly number[] => starts,
    members: (): readonly number[] => members,
    values: (): readonly SharedValue[] => values,
    /** The id of having an input that is read, which is no value. */
    readInput: () => readInput,
    optional: () => optionalFields(fields, readInput),
    /** The fields of which each run has one text at most, and every text is kept. */
    texts: (): readonly FieldTexts[] => fields.filter(({ isMany, isLeftOut }) => !isMany && !isLeftOut),
    columns: (): readonly NumberColumn[] => columns,
    /** The names of fields of which later values were left out, because they have too many. */
    leftOut: (): readonly string[] => [...leftOut],
  };
}

function optionalFields(fields: readonly Field[], readInput: number): readonly OptionalField[] {
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
    /** 1 for each run of the time that is compared. */
    inTime: () => Uint8Array.from(inTime),
  };
}

function createPlaces(leftOut: Set<string>) {
  const root = createPlace([]);
  const columns: NumberColumn[] = [];
  let places = 0;

  /** Returns the same place for the same keys; `undefined` for a new one when there are too many. */
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
