import type { RunStore, SuggestField } from '../contract/run-store.ts';
import { formatPath, formatQuery, quoteIfNeeded } from '../model/query/format.ts';
import { nearestWord } from '../model/query/nearest.ts';
import type { Reason } from '../model/query/parse/misread-terms.ts';
import { type Clause, isFoundByPart } from '../model/query/query.ts';
import { foldCase } from '../model/query/search-words.ts';
import { runTags, type Tag } from '../model/run-fields.ts';

type ClauseOf<Type> = Extract<Clause, { readonly type: Type }>;
type Named = Tag | 'workflow' | 'trigger' | 'model' | 'service' | 'step';

/** Projects are looked for before actors, whose names vary more. */
const tags = runTags.toReversed();
const namedFields: readonly Named[] = ['workflow', ...tags, 'trigger', 'model', 'service', 'step'];
const mostKeys = 4;

export async function explainValue(
  store: RunStore,
  clause: ClauseOf<'text' | 'word' | 'path'>,
  signal?: AbortSignal,
): Promise<Reason> {
  const suggest = (field: SuggestField, prefix = '') => store.suggest(field, prefix, { signal });
  if (clause.type === 'path') return explainPath(clause, await suggest(clause.root));
  const found = clause.type === 'word' ? await findWord(clause, suggest) : await findText(clause, suggest);
  return found ?? { text: `no run matches ${formatQuery({ clauses: [clause] })}` };
}

type Suggest = (field: SuggestField, prefix?: string) => Promise<readonly string[]>;

async function findText(clause: ClauseOf<'text'>, suggest: Suggest): Promise<Reason | undefined> {
  const { field } = clause;
  if (field === 'log') return undefined;
  const values = await suggest(field);
  if (field === 'retryOf') return explainRetries(clause, values);
  if (values.length === 0 && field !== 'id' && field !== 'error')
    return { text: `no run here has a ${field}` };
  const [pattern, ...others] = clause.values;
  if (pattern === undefined || others.length > 0 || pattern.isGlob || pattern.text === '') return undefined;
  const elsewhere = await findElsewhere(clause, pattern.text, field, suggest);
  if (elsewhere) return elsewhere;
  const longer = await suggest(field, pattern.text);
  const [first] = longer;
  if (first !== undefined && longer.length > 1)
    return didYouMean(clause, `${field}:${quoteIfNeeded(pattern.text)}*`, `${longer.length} begin so`);
  const nearest = first ?? nearestValue(pattern.text, values);
  return nearest === undefined
    ? listValues(clause, values)
    : didYouMean(clause, `${field}:${quoteIfNeeded(nearest)}`);
}

/** A run that nobody repeated is no misspelling, so nothing is suggested. */
function explainRetries({ values: [pattern, ...others] }: ClauseOf<'text'>, repeated: readonly string[]) {
  if (repeated.length === 0) return { text: 'no run here repeats another' };
  const isOne = pattern !== undefined && !pattern.isGlob && others.length === 0;
  return isOne ? { text: `no run repeats ${pattern.text}` } : undefined;
}

async function findWord(clause: ClauseOf<'word'>, suggest: Suggest): Promise<Reason | undefined> {
  const elsewhere = await findElsewhere(clause, clause.text, undefined, suggest);
  if (elsewhere) return elsewhere;
  for (const field of ['workflow', ...tags] as const) {
    const nearest = nearestValue(clause.text, await suggest(field));
    if (nearest !== undefined) return didYouMean(clause, `${field}:${quoteIfNeeded(nearest)}`);
  }
  return undefined;
}

/** `billing is a project: project:billing`. */
async function findElsewhere(
  clause: Clause,
  text: string,
  except: SuggestField | undefined,
  suggest: Suggest,
): Promise<Reason | undefined> {
  const wanted = foldCase(text);
  for (const field of namedFields) {
    if (field === except) continue;
    const value = (await suggest(field, text)).find(one => foldCase(one) === wanted);
    if (value === undefined) continue;
    const term = `${field}:${quoteIfNeeded(value)}`;
    return { text: `${value} is ${withArticle(field)}: ${term}`, instead: instead(clause, term) };
  }
  return undefined;
}

/** The nearest spelling, else a value that has the text in it. */
export function nearestValue(text: string, values: readonly string[]): string | undefined {
  const folded = new Map(values.map(value => [foldCase(value), value]));
  const wanted = foldCase(text);
  const nearest = nearestWord(wanted, [...folded.keys()]);
  const part = wanted.length < 3 ? undefined : [...folded.keys()].find(value => value.includes(wanted));
  return folded.get(nearest ?? part ?? '');
}

function listValues(clause: ClauseOf<'text'>, values: readonly string[]): Reason {
  const written = formatQuery({ clauses: [clause] });
  if (clause.field === 'id' || isFoundByPart(clause.field)) return { text: `no run matches ${written}` };
  const some = values.slice(0, mostKeys).join(', ');
  return { text: `no run matches ${written}: there is ${some}${values.length > mostKeys ? ', …' : ''}` };
}

function explainPath(clause: ClauseOf<'path'>, paths: readonly string[]): Reason {
  const path = formatPath(clause.path);
  const name = `${clause.root}.${path}`;
  if (paths.includes(path))
    return { text: `${name} is recorded, with other values: a * stands for any text` };
  const nearest = nearestValue(path, paths);
  if (nearest !== undefined) {
    const values = formatQuery({ clauses: [clause] }).slice((clause.negated ? 1 : 0) + name.length);
    return didYouMean(clause, `${clause.root}.${nearest}${values}`);
  }
  const some = paths.slice(0, mostKeys).map(one => `${clause.root}.${one}`);
  const keys =
    some.length === 0 ? '' : `: there is ${some.join(', ')}${paths.length > mostKeys ? ', …' : ''}`;
  return { text: `no recent run has ${name}${keys}` };
}

function didYouMean(clause: Clause, term: string, why?: string): Reason {
  const written = formatQuery({ clauses: [clause] });
  const reason = why === undefined ? '' : ` (${why})`;
  return {
    text: `no run matches ${written}: did you mean ${term}?${reason}`,
    instead: instead(clause, term),
  };
}

function instead({ start, end }: Clause, term: string): Reason['instead'] {
  return { term, start, end };
}

function withArticle(field: Named): string {
  if (field === 'workflow') return 'the name of a workflow or agent';
  return `${/^[aeiou]/u.test(field) ? 'an' : 'a'} ${field === 'step' ? 'step that failed' : field}`;
}
