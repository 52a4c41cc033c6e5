import type { ValuePath } from '../payload/value-difference.ts';
import { type Difference, differenceKinds, type PairedNode, type Usual } from '../run-comparison.ts';
import { createValuePacker, createValueReader, type PackedValues } from './packed-values.ts';

/** Differences by columns. */
export type PackedDifferences = {
  readonly nodes: Int32Array;
  /** A place in `differenceKinds`. */
  readonly kinds: Uint8Array;
  /** A place in `changes`; 0 for none. */
  readonly changes: Uint8Array;
  readonly isSecret: Uint8Array;
  /** Paths, each once: `at` and `wasAt` are places in it. */
  readonly paths: readonly ValuePath[];
  readonly at: Int32Array;
  readonly wasAt: Int32Array;
  readonly rests: Int32Array;
  readonly values: PackedValues;
  /** What is usual, each once: many differences have the same. */
  readonly usuals: readonly Usual[];
  readonly usual: Int32Array;
};

const none = -1;
const changes = [undefined, 'changed', 'added', 'removed', 'type'] as const;
const differencesAtOnce = 500;

export function* packDifferences(
  differences: readonly Difference[],
  places: ReadonlyMap<PairedNode, number>,
): Generator<undefined, PackedDifferences> {
  const { length } = differences;
  const placeOfPath = createPathPlaces();
  const placeOfUsual = createUsualPlaces();
  const values = createValuePacker();
  const columns = {
    ...{ nodes: new Int32Array(length), kinds: new Uint8Array(length), changes: new Uint8Array(length) },
    ...{ isSecret: new Uint8Array(length), at: new Int32Array(length), wasAt: new Int32Array(length) },
    ...{ rests: new Int32Array(length), usual: new Int32Array(length) },
  };
  let index = 0;
  for (const one of differences) {
    if (index % differencesAtOnce === 0) yield;
    columns.nodes[index] = places.get(one.node) ?? none;
    columns.kinds[index] = differenceKinds.indexOf(one.kind);
    columns.changes[index] = changes.indexOf(one.change);
    columns.isSecret[index] = one.isSecret ? 1 : 0;
    columns.at[index] = placeOfPath.of(one.at);
    columns.wasAt[index] = one.wasAt ? placeOfPath.of(one.wasAt) : none;
    columns.rests[index] = one.rest ?? none;
    columns.usual[index] = placeOfUsual.of(one.usual);
    values.add(one.was);
    values.add(one.is);
    index += 1;
  }
  return { ...columns, paths: placeOfPath.all, usuals: placeOfUsual.all, values: values.pack() };
}

/** Most paths are empty, or shared by differences in attributes of one name. */
function createPathPlaces() {
  const places = new Map<ValuePath, number>();
  const all: ValuePath[] = [[]];
  const of = (path: ValuePath): number => {
    if (path.length === 0) return 0;
    const known = places.get(path);
    if (known !== undefined) return known;
    places.set(path, all.length);
    return all.push(path) - 1;
  };
  return { all, of };
}

function createUsualPlaces() {
  const places = new Map<string, number>();
  const all: Usual[] = [];
  const of = (usual: Usual): number => {
    const { count, of: total, isOfA, varies, range } = usual;
    const key = `${count} ${total} ${isOfA} ${varies} ${range ? `${range[0]} ${range[1]}` : ''}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, all.length);
    return all.push(usual) - 1;
  };
  return { all, of };
}

/** Adds the differences to their nodes, and returns them. */
export function* unpackDifferences(
  packed: PackedDifferences,
  nodeOf: (place: number) => { readonly node: PairedNode; readonly list: Difference[] } | undefined,
): Generator<undefined, readonly Difference[]> {
  const { paths, usuals } = packed;
  const nextValue = createValueReader(packed.values);
  const differences: Difference[] = [];
  for (const [index, place] of packed.nodes.entries()) {
    if (index % differencesAtOnce === 0) yield;
    const [was, is] = [nextValue(), nextValue()];
    const found = nodeOf(place);
    const usual = usuals[packed.usual[index] ?? none];
    if (!found || !usual) continue;
    const difference: Difference = {
      kind: differenceKinds[packed.kinds[index] ?? 0] ?? 'output',
      node: found.node,
      at: paths[packed.at[index] ?? none] ?? [],
      wasAt: paths[packed.wasAt[index] ?? none],
      change: changes[packed.changes[index] ?? 0],
      rest: packed.rests[index] === none ? undefined : packed.rests[index],
      was,
      is,
      isSecret: packed.isSecret[index] === 1 ? true : undefined,
      usual,
    };
    found.list.push(difference);
    differences.push(difference);
  }
  return differences;
}
