import type { RunStore } from '../../contract/run-store.ts';
import { hasCounters } from '../../contract/target-info.ts';
import {
  type Clause,
  type ClauseBody,
  isExactField,
  isFoundByPart,
  type Query,
  type TextField,
  type TextPattern,
} from '../../model/query/query.ts';
import { runTags } from '../../model/run-fields.ts';
import { isHarmlessText } from '../../model/text/secrets/readings.ts';
import { mask } from '../../model/text/secrets/secret-value.ts';
import { isHidden } from './redact-run.ts';

type Store = Pick<RunStore, 'workflows' | 'missing' | 'target'>;

export type SplitQuery = {
  /** The store answers this part: it matches every run that the query matches in masked form. */
  readonly narrowed: Query;
  /** Checked against each masked run; no clauses where `narrowed` says everything. */
  readonly open: Query;
};

/**
 * Separates the clauses that no secret can decide from those that one may. Of the latter, the store is only
 * asked whether a run has the value at all: anything else would let the number of results, the distance read
 * and the time depend on secrets.
 */
export async function splitQuery(
  { clauses }: Query,
  store: Store,
  signal?: AbortSignal,
): Promise<SplitQuery> {
  const narrowed: Clause[] = [];
  const open: Clause[] = [];
  for (const clause of clauses) {
    if (isShown(clause) || (isOfWorkflow(clause) && (await areNamesShown(store, signal)))) {
      narrowed.push(clause);
      continue;
    }
    open.push(clause);
    const presence = presenceOf(clause);
    if (presence) narrowed.push({ ...clause, ...presence });
  }
  return { narrowed: { clauses: narrowed }, open: { clauses: open } };
}

/** Whether no workflow has a secret in its name; false where that takes reading every run. */
export async function areNamesShown(store: Store, signal?: AbortSignal): Promise<boolean> {
  if (!hasCounters(store.target)) return false;
  const workflows = await store.workflows({ signal });
  return (store.missing?.() ?? []).length === 0 && !workflows.some(({ name }) => isHidden(name));
}

/** Whether a clause matches a recorded run exactly where it matches the masked one. */
function isShown(clause: Clause): boolean {
  switch (clause.type) {
    case 'kind':
    case 'settled':
    case 'number':
    case 'time':
      return true;
    case 'status':
      return clause.values.every(({ raw }) => raw === undefined || isStable(raw));
    case 'text':
      return clause.field === 'failure' || clause.values.every(value => isShownPattern(value, clause.field));
    case 'path':
      return hasKeptPath(clause) && clause.tests.every(test => test.type === 'text' && isAny(test.pattern));
    case 'word':
      return false;
  }
}

/** Masking looks at the neighbors of an item of a list. */
const lists: readonly TextField[] = ['model', 'service'];

/** Whole texts are compared, except in fields where a part is enough. */
function isShownPattern(pattern: TextPattern, field: TextField): boolean {
  if (isAny(pattern)) return true;
  if (pattern.isGlob || isFoundByPart(field) || lists.includes(field)) return false;
  return isExactField(field) ? isKept(pattern.text) : isStable(pattern.text);
}

function isOfWorkflow(clause: Clause): boolean {
  return clause.type === 'text' && clause.field === 'workflow';
}

function isAny({ isGlob, text }: TextPattern): boolean {
  return isGlob && text === '*';
}

/** Whether masking keeps the text, and turns no other text into it. */
function isKept(text: string): boolean {
  return !isHidden(text) && !text.includes(mask.charAt(0));
}

/**
 * Whether masking keeps the text in upper and lower case. An accented letter may be recorded in two parts;
 * masking reads the first.
 */
function isStable(text: string): boolean {
  return isKept(text) && isHarmlessText(text) && text.normalize('NFD') === text;
}

function hasKeptPath({ path }: Extract<Clause, { readonly type: 'path' }>): boolean {
  return path.every(isKept);
}

/** Masking changes texts, but not whether there are any. */
const maybeAbsent: readonly TextField[] = [...runTags, 'error', 'step', 'retryOf', 'key', 'log'];

const any: TextPattern = { text: '*', isGlob: true };

/** A clause that matches every run that this one matches, and that no secret decides. */
function presenceOf(clause: Clause): ClauseBody | undefined {
  if (clause.negated) return undefined;
  if (clause.type === 'path' && hasKeptPath(clause))
    return { ...clause, tests: [{ type: 'text', pattern: any }] };
  if (clause.type === 'text' && maybeAbsent.includes(clause.field)) return { ...clause, values: [any] };
  return undefined;
}
