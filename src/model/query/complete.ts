import { statusWords, toStatus } from '../status.ts';
import { redactText } from '../text/redact.ts';
import { type FieldInfo, fields, findField, findRoot, payloadRoots } from './fields.ts';
import { cutAt, isQuoted, type Part, type Place, partText, scanTerms, splitAt } from './filter-terms.ts';
import { quote, quotePathValue } from './format.ts';
import { parsePathName, pathName } from './payload-paths.ts';
import type { PathName, PayloadRoot, TextField } from './query.ts';

/** `text` is plain: `applyCompletion` quotes it where needed, or inserts `pattern` instead. */
export type Candidate = {
  /** An `example` shows the form of a number or a time. */
  readonly type: 'field' | 'value' | 'example';
  readonly text: string;
  readonly pattern?: string;
  readonly help?: string;
};

/** The range to replace; `prefix` is its part before the caret. */
type Target = Place & { readonly prefix: string };

export type Completion =
  | { readonly type: 'none' }
  | (Target & { readonly type: 'candidates'; readonly candidates: readonly Candidate[] })
  /** The store knows the values: pass those of `store.suggest(field, prefix)` to `toCandidates`. */
  | (Target & { readonly type: 'suggest'; readonly field: SuggestedField });

type SuggestedField = TextField | PayloadRoot | PathName;

const none: Completion = { type: 'none' };

export function completeQuery(text: string, caret: number): Completion {
  const body = bodyAt(text, caret);
  if (body === undefined) return none;
  const cut = cutAt(body, ':');
  if (cut === undefined) return completeField(body, caret, '');
  const [name, values] = cut;
  if (caret <= name.end) return completeField(name, caret, ':');
  const value = splitAt(values, ',').find(part => caret <= part.end);
  if (value === undefined) return none;
  const path = parsePathName(text.slice(name.start, name.end));
  if (path) return { type: 'suggest', field: pathName(path), ...targetOf(value, caret) };
  const field = isQuoted(name) ? undefined : findField(partText(name));
  return field === undefined ? none : completeValue(field, targetOf(value, caret));
}

/** The term at the caret, empty between terms; `undefined` before a term. An open quote ends at the caret. */
function bodyAt(text: string, caret: number): Part | undefined {
  const term = scanTerms(text).find(({ start, end }) => start <= caret && caret <= end);
  if (term === undefined) return { marks: [], start: caret, end: caret };
  if (caret <= term.body.start && caret < term.end) return undefined;
  if (term.openQuote === undefined) return term.body;
  const end = Math.max(caret, term.openQuote);
  return { ...term.body, marks: term.body.marks.filter(mark => mark.at < end), end };
}

function targetOf(part: Part, caret: number): Target {
  const marks = part.marks.filter(mark => mark.at < caret);
  return { start: part.start, end: part.end, prefix: partText({ ...part, marks }) };
}

function completeField(name: Part, caret: number, colon: string): Completion {
  const path = cutAt(name, '.');
  if (path && caret >= path[1].start) return completePath(path, caret, colon);
  if (isQuoted(name)) return none;
  const target = targetOf(name, caret);
  const typed = target.prefix.toLowerCase();
  const candidates = fieldCandidates
    .filter(({ text, isAlias }) => text.toLowerCase().startsWith(typed) && !(isAlias && typed === ''))
    .map(({ text, help }) => ({ type: 'field' as const, text, help }));
  if (candidates.length === 0) return none;
  return { type: 'candidates', ...target, end: target.end + colon.length, candidates };
}

function completePath([rootPart, keys]: readonly [Part, Part], caret: number, colon: string): Completion {
  const root = isQuoted(rootPart) ? undefined : findRoot(partText(rootPart));
  if (root === undefined) return none;
  const target = targetOf(keys, caret);
  return { type: 'suggest', field: root, ...target, end: target.end + colon.length };
}

const fieldCandidates = [
  ...fields.map(({ name, help }) => ({ text: `${name}:`, help, isAlias: false })),
  ...payloadRoots.map(({ name, help }) => ({ text: `${name}.`, help, isAlias: false })),
  ...fields.flatMap(({ alias, help }) =>
    alias === undefined ? [] : [{ text: `${alias}:`, help, isAlias: true }],
  ),
];

function completeValue(field: FieldInfo, target: Target): Completion {
  if (field.type === 'text') return { type: 'suggest', field: field.field, ...target };
  const typed = target.prefix.toLowerCase();
  const type = field.type === 'number' || field.type === 'time' ? 'example' : 'value';
  const known = field.values.filter(({ text }) => text.startsWith(typed));
  const others = field.type === 'status' && typed !== '' ? otherNames(typed, known) : [];
  const candidates = [...known, ...others].map(value => ({ type, ...value }) as const);
  return candidates.length === 0 ? none : { type: 'candidates', ...target, candidates };
}

/** Aliases of statuses that are not offered yet. */
function otherNames(typed: string, known: FieldInfo['values']): FieldInfo['values'] {
  const offered = new Set(known.map(({ text }) => toStatus(text)));
  return statusWords().flatMap(text => {
    const status = toStatus(text);
    if (!text.startsWith(typed) || offered.has(status)) return [];
    offered.add(status);
    return { text, help: `another name of ${status}` };
  });
}

export function toCandidates(values: readonly string[], field?: SuggestedField): readonly Candidate[] {
  if (field === undefined) return values.map(toCandidate);
  if (findRoot(field) !== undefined) return values.flatMap(toPathCandidate);
  if (!parsePathName(field)) return values.map(toCandidate);
  // Stores offer no secret at a path.
  return values.map(text => ({ type: 'value', text, pattern: quotePathValue(text) }));
}

/** The path is written as a filter already; it is not offered if it has a secret. */
function toPathCandidate(path: string): readonly Candidate[] {
  const text = `${path}:`;
  return redactText(path).hidden > 0 ? [] : [{ type: 'field', text, pattern: text }];
}

/** Offers a secret masked; the inserted pattern ends before it. */
function toCandidate(value: string): Candidate {
  const { text, hidden } = redactText(value);
  if (hidden === 0) return { type: 'value', text: value };
  const isSame = (at: number) => at < value.length && value[at] === text[at];
  let end = 0;
  while (isSame(end)) end += 1;
  const start = value.slice(0, end);
  return { type: 'value', text, pattern: `${start === '' ? '' : quoteValue(start)}*` };
}

export function applyCompletion(
  text: string,
  caret: number,
  candidate: Candidate,
): { readonly text: string; readonly caret: number } {
  const completion = completeQuery(text, caret);
  if (completion.type === 'none') return { text, caret };
  const insert = candidate.pattern ?? quoteValue(candidate.text);
  return {
    text: text.slice(0, completion.start) + insert + text.slice(completion.end),
    caret: completion.start + insert.length,
  };
}

function quoteValue(text: string): string {
  return text === '' || /[\s",*]/.test(text) ? quote(text) : text;
}

/** The rest of a candidate after the caret; empty for a field of which nothing is typed. */
export function ghostText(text: string, caret: number, candidate: Candidate): string {
  const completion = completeQuery(text, caret);
  if (completion.type === 'none' || completion.end !== caret) return '';
  const { prefix } = completion;
  if (candidate.type === 'field' && prefix === '') return '';
  const isRest = candidate.text.toLowerCase().startsWith(prefix.toLowerCase());
  return isRest ? candidate.text.slice(prefix.length) : '';
}
