import { runTags, type Tag } from '../../model/run-fields.ts';
import { foldText } from '../runs/filter/index-entry.ts';

/** Marks of the texts that filters compare as a whole, in `runs.facets`. */
export const facetMarks: Readonly<Record<FacetField, string>> = {
  workflow: 'w',
  project: 'p',
  actor: 'a',
  trigger: 't',
  model: 'm',
  service: 's',
  step: 'e',
};

export type FacetField = Tag | 'workflow' | 'trigger' | 'model' | 'service' | 'step';

export function isFacet(field: string): field is FacetField {
  return Object.hasOwn(facetMarks, field);
}

export type FacetedRun = { readonly [Name in Tag]?: string | null } & {
  readonly name: string;
  readonly triggerType: string;
  readonly triggerLabel: string;
  readonly triggerRaw: string;
  readonly models?: readonly string[] | null;
  readonly services?: readonly string[] | null;
  readonly errorStep?: string | null;
};

/** A key of a GIN index has to be shorter than 2,704 bytes. */
const maxUnits = 200;

/** The column `runs.facets`: each text folded, after its field's mark. */
export function toFacets(run: FacetedRun): readonly string[] {
  const texts: readonly (readonly [FacetField, ...(string | null | undefined)[]])[] = [
    ['workflow', run.name],
    ...runTags.map(tag => [tag, run[tag]] as const),
    ['trigger', run.triggerType, run.triggerLabel, run.triggerRaw],
    ['model', ...(run.models ?? [])],
    ['service', ...(run.services ?? [])],
    ['step', run.errorStep],
  ];
  const facets = texts.flatMap(([field, ...values]) =>
    values.flatMap(text => (typeof text === 'string' ? [toFacet(field, text)] : [])),
  );
  return [...new Set(facets)];
}

export function toFacet(field: FacetField, text: string): string {
  const folded = foldText(text).toWellFormed();
  return folded.length > maxUnits ? longFacet(field) : `${facetMarks[field]}:${folded}`;
}

/** Stands for every long text of a field. */
export function longFacet(field: FacetField): string {
  return `${facetMarks[field]}…`;
}

export function isLongFacet(facet: string): boolean {
  return facet.charAt(1) === '…';
}
