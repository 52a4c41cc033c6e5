import { cutTable } from '../../../src/model/share/find-sets.ts';
import {
  closestTo,
  findShared,
  type SharedCause,
  type SharedFindings,
} from '../../../src/model/share/find-shared.ts';
import { addRun, type ComparedRun } from '../../../src/model/share/shared-fields.ts';
import { fieldValueText, specificValues } from '../../../src/model/share/shared-text.ts';
import { rankValueSets, type ValueSet } from '../../../src/model/share/value-sets.ts';
import { createValueTable, type ValueTable } from '../../../src/model/share/value-table.ts';
import { type PlantedCause, type PlantedRun, plantedValues, plantRuns } from './planted-runs.ts';

export function tableOf(failed: readonly ComparedRun[], others: readonly ComparedRun[]): ValueTable {
  const table = createValueTable();
  for (const run of failed) addRun(table, run, run, { id: run.id, isFailed: true });
  for (const run of others) addRun(table, run, run, { id: run.id, isFailed: false });
  return table;
}

export function tableOfPlanted(runs: readonly PlantedRun[]): ValueTable {
  return tableOf(
    runs.filter(run => run.isFailed),
    runs.filter(run => !run.isFailed),
  );
}

/** Does all the pieces at once. */
export function whole<Result>(pieces: Generator<undefined, Result>): Result {
  for (;;) {
    const step = pieces.next();
    if (step.done) return step.value;
  }
}

export function findingsOf(table: ValueTable): SharedFindings {
  return whole(findShared(table));
}

/** A cause as texts: one for each set, with the values that the same runs have. */
export function textsOf({ sets }: SharedCause): readonly (readonly string[])[] {
  return sets.map(textsOfSet);
}

function textsOfSet({ values, isAbsent }: ValueSet): readonly string[] {
  return specificValues(values).map(value => fieldValueText(value, isAbsent));
}

export type Trial = {
  /** Whether the planted cause is the first one that is announced. */
  readonly isFirst: boolean;
  /** Whether it is named first: announced, or as what comes closest where nothing is. */
  readonly isNamedFirst: boolean;
  /** Whether a value of the planted cause separates best by G alone. */
  readonly isFirstByG: boolean;
  readonly findings: SharedFindings;
};

export function tryPlanted(cause: PlantedCause, count: number, seed: number): Trial {
  const table = tableOfPlanted(plantRuns(cause, count, seed));
  const findings = findingsOf(table);
  const planted = plantedValues[cause];
  const [first] = findings.causes;
  const { best } = whole(rankValueSets(whole(cutTable(table)), new Uint8Array(table.runs()).fill(1)));
  const isFirst = first !== undefined && names(first, planted);
  return {
    isFirst,
    isNamedFirst: isFirst || isOf(planted, closestTo(findings)),
    isFirstByG: isOf(planted, best[0]),
    findings,
  };
}

function isOf(planted: readonly string[], set: ValueSet | undefined): boolean {
  return set !== undefined && planted.some(text => textsOfSet(set).includes(text));
}

function names(cause: SharedCause, planted: readonly string[]): boolean {
  const texts = textsOf(cause);
  return texts.length === planted.length && planted.every(text => texts.some(set => set.includes(text)));
}
