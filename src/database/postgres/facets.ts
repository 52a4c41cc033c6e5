import { foldText } from '../runs/filter/index-entry.ts';

/** The texts of a run that filters compare as a whole, and the mark of each in `runs.facets`. */
export const facetMarks = {
  workflow: 'w',
  project: 'p',
  actor: 'a',
  trigger: 't',
  model: 'm',
  service: 's',
  step: 'e',
} as const;

export type FacetField = keyof typeof facetMarks;

export function isFacet(field: string): field is FacetField {
  return Object.hasOwn(facetMarks, field);
}

const facetFields = ['workflow', 'project', 'actor', 'trigger', 'model', 'service', 'step'] as const;

export type FacetedRun = {
  readonly name: string;
  readonly triggerType: string;
  readonly triggerLabel: string;
  readonly triggerRaw: string;
  readonly actor?: string | null;
  readonly project?: string | null;
  readonly models?: readonly string[] | null;
  readonly services?: readonly string[] | null;
  readonly errorStep?: string | null;
};

/** A key of a GIN index has to be shorter than 2,704 bytes. */
const maxUnits = 200;

/** The column `runs.facets`: each text folded, after its field's mark. */
export function toFacets(run: FacetedRun): readonly string[] {
  const texts: Readonly<Record<FacetField, readonly (string | null | undefined)[]>> = {
    workflow: [run.name],
    project: [run.project],
    actor: [run.actor],
    trigger: [run.triggerType, run.triggerLabel, run.triggerRaw],
    model: run.models ?? [],
    service: run.services ?? [],
    step: [run.errorStep],
  };
  const facets = facetFields.flatMap(field =>
    texts[field].flatMap(text => (typeof text === 'string' ? [toFacet(field, text)] : [])),
  );
  return [...new Set(facets)];
}

/** A text as a facet. A long text becomes `longFacet`. */
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
